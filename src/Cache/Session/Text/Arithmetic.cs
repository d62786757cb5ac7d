using FromScratch.Cache.Engine;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Memcached;

namespace FromScratch.Cache.Session.Text;

/// <summary>incr and decr.</summary>
internal static class Arithmetic
{
    private const int NumberLineBytesMax = 22;

    public static void Execute(CommandScope scope, in TextLine line, OutputBuffer output)
    {
        var tokens = new LineTokens(line.Arguments);
        if (tokens.Count < 2)
        {
            scope.Refuse(output, Replies.BadFormat);
            return;
        }

        var key = tokens[0];
        var noReply = tokens.NoReply;
        if (key.Length > TextLimits.KeyBytesMax)
        {
            scope.Refuse(output, Replies.BadFormat, noReply);
            return;
        }

        if (!TextNumbers.TryParseUInt64(tokens[1], out var amount))
        {
            scope.Refuse(output, Replies.InvalidDelta, noReply);
            return;
        }

        var decrement = line.Verb == TextVerb.Decr;
        var request = new DeltaRequest { Key = key, Hash = scope.Engine.Hash(key), Decrement = decrement, Amount = amount };
        var status = scope.Engine.Delta(request, out var value, out _);
        scope.CountDelta(status, decrement);
        Answer(scope, status, value, output, noReply);
    }

    private static void Answer(CommandScope scope, DeltaStatus status, ulong value, OutputBuffer output, bool noReply)
    {
        switch (status)
        {
            case DeltaStatus.NotFound:
                CommandScope.Answer(output, Replies.NotFound, noReply);
                break;
            case DeltaStatus.NonNumeric:
                scope.Refuse(output, Replies.NonNumeric, noReply);
                break;
            case DeltaStatus.OutOfMemory:
                scope.Refuse(output, Replies.OutOfMemory, noReply);
                break;
            default:
                if (noReply)
                    break;
                var writer = new ReplyWriter(output.GetSpan(NumberLineBytesMax));
                writer.Number(value);
                writer.LineEnd();
                output.Advance(writer.Written);
                break;
        }
    }
}
