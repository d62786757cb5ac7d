using System.Runtime.CompilerServices;
using FromScratch.Cache.Engine;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Memcached;

namespace FromScratch.Cache.Session.Text;

/// <summary>ma: increments or decrements, making the number on a miss when asked to (N, J).</summary>
internal static class MetaArithmetic
{
    private const int NumberBytesMax = 22;

    [SkipLocalsInit]
    public static void Execute(CommandScope scope, in TextLine line, OutputBuffer output)
    {
        Span<byte> keyScratch = stackalloc byte[TextLimits.KeyBytesMax];
        var error = MetaParser.Parse(line, keyScratch, out var command);
        if (error != MetaError.None)
        {
            // Whatever is wrong with a flag, this command has one sentence for it; a line that could not be split is another matter.
            var isBadLine = error == MetaError.BadFormat && command.FlagText.IsEmpty;
            scope.Refuse(output, isBadLine ? Replies.BadFormat : Replies.InvalidArithmeticFlag);
            return;
        }

        if (!TryGetMode(command.Mode, out var decrement))
        {
            scope.Refuse(output, Replies.InvalidArithmeticMode);
            return;
        }

        var status = Delta(scope, command, decrement, out var value, out var info);
        scope.CountDelta(status, decrement);
        Answer(scope, command, status, value, info, output);
    }

    private static bool TryGetMode(byte mode, out bool decrement)
    {
        decrement = mode is (byte)'D' or (byte)'-';
        return decrement || mode is 0 or (byte)'I' or (byte)'+';
    }

    private static DeltaStatus Delta(CommandScope scope, in MetaCommand command, bool decrement, out ulong value, out ItemInfo info)
    {
        value = 0;
        info = default;
        if (scope.CasDisabled && command.CompareCas != 0)
            return scope.IsPresent(command.Key) ? DeltaStatus.Exists : DeltaStatus.NotFound;

        var touchTo = scope.ExpiryOf(command.TouchExptime);
        var request = new DeltaRequest
        {
            Key = command.Key,
            Hash = scope.Engine.Hash(command.Key),
            Decrement = decrement,
            Amount = command.Delta,
            CompareCas = command.CompareCas,
            NewCas = command.NewCas,
            Vivify = command.Has(MetaFlags.Vivify),
            Initial = command.Initial,
            VivifyTo = MetaRetrieval.VivifyTo(scope, command, touchTo),
            Touch = command.Has(MetaFlags.Touch) && !command.Has(MetaFlags.TtlBeforeTouch),
            TouchTo = touchTo,
        };
        var status = scope.Engine.Delta(request, out value, out info);
        if (status == DeltaStatus.Ok && command.Has(MetaFlags.TtlBeforeTouch))
            scope.Touch(command.Key, touchTo, noBump: true);
        return status;
    }

    private static void Answer(
        CommandScope scope, in MetaCommand command, DeltaStatus status, ulong value, in ItemInfo info, OutputBuffer output)
    {
        switch (status)
        {
            case DeltaStatus.NotFound:
                MetaReply.Write(output, "NF"u8, command);
                break;
            case DeltaStatus.Exists:
                MetaReply.Write(output, "EX"u8, command);
                break;
            case DeltaStatus.NonNumeric:
                scope.Refuse(output, Replies.NonNumeric);
                break;
            case DeltaStatus.OutOfMemory:
                scope.Refuse(output, Replies.OutOfMemory);
                break;
            default:
                if (!command.Has(MetaFlags.Quiet))
                    WriteNumber(scope, command, value, info, output);
                break;
        }
    }

    private static void WriteNumber(CommandScope scope, in MetaCommand command, ulong value, in ItemInfo info, OutputBuffer output)
    {
        Span<byte> digits = stackalloc byte[NumberBytesMax];
        var number = new ReplyWriter(digits);
        number.Number(value);
        var writer = new ReplyWriter(output.GetSpan(MetaReply.LineBytesMax + NumberBytesMax));
        if (command.Has(MetaFlags.Value))
        {
            writer.Bytes("VA "u8);
            writer.Number((ulong)number.Written);
        }
        else
        {
            writer.Bytes("HD"u8);
        }

        foreach (var flag in command.Flags)
            WriteFlag(ref writer, flag, command, info, scope.CasDisabled);
        writer.LineEnd();
        if (command.Has(MetaFlags.Value))
        {
            writer.Bytes(digits[..number.Written]);
            writer.LineEnd();
        }

        output.Advance(writer.Written);
    }

    private static void WriteFlag(
        ref ReplyWriter writer, ReadOnlySpan<byte> flag, in MetaCommand command, in ItemInfo info, bool casDisabled)
    {
        switch (flag[0])
        {
            case (byte)'c':
                writer.Flag((byte)'c');
                writer.Number(casDisabled ? 0 : info.Cas);
                break;
            case (byte)'t':
                MetaReply.TtlFlag(ref writer, info.TtlSeconds);
                break;
            default:
                MetaReply.Echo(ref writer, flag, command);
                break;
        }
    }
}
