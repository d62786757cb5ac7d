using System.Buffers;
using System.Runtime.InteropServices;
using FromScratch.Protocols.Resp;
using ValueType = FromScratch.KeyValue.Engine.ValueType;

namespace FromScratch.KeyValue.Commands.Bits;

/// <summary>BITOP operation target source...: shorter sources are as if filled up with zeros.</summary>
internal static class BitOpCommand
{
    private const int FirstSource = 3;

    private enum Operation : byte
    {
        None,
        And,
        Or,
        Xor,
        Not,
    }

    public static void BitOp(in RespRequest request, in CommandContext context)
    {
        var operation = OperationOf(request[1]);
        if (operation == Operation.None)
        {
            context.Reply.Raw(RespReplies.SyntaxError);
            return;
        }

        if (operation == Operation.Not && request.Count != FirstSource + 1)
        {
            context.Reply.Error("ERR BITOP NOT must be called with a single source key."u8);
            return;
        }

        if (!TryLongest(request, context, out var length))
            return;
        if (length == 0)
            context.Keys.Remove(request[2]);
        else
            Store(operation, request, context, length);
        context.Reply.Integer(length);
    }

    private static bool TryLongest(in RespRequest request, in CommandContext context, out int length)
    {
        length = 0;
        for (var at = FirstSource; at < request.Count; at++)
        {
            var item = context.FindToRead(request[at]);
            if (context.IsWrongType(item, ValueType.String))
                return false;
            length = Math.Max(length, item.Exists ? item.Value.Length : 0);
        }

        return true;
    }

    private static void Store(Operation operation, in RespRequest request, in CommandContext context, int length)
    {
        // A source may be the target, so the result is put together elsewhere.
        var rented = ArrayPool<byte>.Shared.Rent(length);
        var result = rented.AsSpan(0, length);
        result.Clear();
        for (var at = FirstSource; at < request.Count; at++)
        {
            var item = context.Keys.Find(request[at]);
            Combine(at == FirstSource && operation != Operation.Not ? Operation.Or : operation, result, item.Exists ? item.Value : default);
        }

        context.Keys.SetString(request[2], result, expiryMs: 0);
        ArrayPool<byte>.Shared.Return(rented);
    }

    private static void Combine(Operation operation, Span<byte> result, ReadOnlySpan<byte> source)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(result[..source.Length]);
        var sourceWords = MemoryMarshal.Cast<byte, ulong>(source);
        for (var at = 0; at < words.Length; at++)
            words[at] = Combine(operation, words[at], sourceWords[at]);
        for (var at = words.Length * sizeof(ulong); at < source.Length; at++)
            result[at] = (byte)Combine(operation, result[at], source[at]);
        if (operation == Operation.And)
            result[source.Length..].Clear();
    }

    private static ulong Combine(Operation operation, ulong result, ulong source) => operation switch
    {
        Operation.And => result & source,
        Operation.Or => result | source,
        Operation.Xor => result ^ source,
        _ => ~source,
    };

    private static Operation OperationOf(ReadOnlySpan<byte> word)
    {
        if (word.Is("and"u8))
            return Operation.And;
        if (word.Is("or"u8))
            return Operation.Or;
        if (word.Is("xor"u8))
            return Operation.Xor;
        return word.Is("not"u8) ? Operation.Not : Operation.None;
    }
}
