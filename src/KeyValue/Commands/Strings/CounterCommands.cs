using System.Buffers.Text;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Values;
using ValueType = FromScratch.KeyValue.Engine.ValueType;

namespace FromScratch.KeyValue.Commands.Strings;

/// <summary>INCR, INCRBY, DECR, DECRBY, INCRBYFLOAT. A missing key counts from zero; an expiry is kept.</summary>
internal static class CounterCommands
{
    public static void Incr(in RespRequest request, in CommandContext context) => Add(request, context, 1);

    public static void Decr(in RespRequest request, in CommandContext context) => Add(request, context, -1);

    public static void IncrBy(in RespRequest request, in CommandContext context)
    {
        if (context.TryInteger(request[2], out var increment))
            Add(request, context, increment);
    }

    public static void DecrBy(in RespRequest request, in CommandContext context)
    {
        if (!context.TryInteger(request[2], out var decrement))
            return;
        if (decrement == long.MinValue)
            context.Reply.Error("ERR decrement would overflow"u8);
        else
            Add(request, context, -decrement);
    }

    public static void IncrByFloat(in RespRequest request, in CommandContext context)
    {
        var item = context.FindToWrite(request[1]);
        if (context.IsWrongType(item, ValueType.String))
            return;
        if (!context.TryFloat(item.Exists ? item.Value : "0"u8, out var value) || !context.TryFloat(request[2], out var increment))
            return;
        var sum = value + increment;
        if (!sum.IsFinite)
        {
            context.Reply.Error(Errors.NotFinite);
            return;
        }

        var text = sum.ToBytes();
        context.Keys.SetString(request[1], text, item.ExpiryMs);
        context.Reply.Bulk(text);
    }

    private static void Add(in RespRequest request, in CommandContext context, long increment)
    {
        var item = context.FindToWrite(request[1]);
        if (context.IsWrongType(item, ValueType.String))
            return;
        var value = 0L;
        if (item.Exists && !context.TryInteger(item.Value, out value))
            return;
        var sum = unchecked(value + increment);
        if (((value ^ sum) & (increment ^ sum)) < 0)
        {
            context.Reply.Error(Errors.Overflow);
            return;
        }

        Span<byte> text = stackalloc byte[StrictInteger.BytesMax];
        Utf8Formatter.TryFormat(sum, text, out var length);
        context.Keys.SetString(request[1], text[..length], item.ExpiryMs);
        context.Reply.Integer(sum);
    }
}
