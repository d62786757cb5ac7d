using FromScratch.Protocols.Resp;
using ValueType = FromScratch.KeyValue.Engine.ValueType;

namespace FromScratch.KeyValue.Commands.Strings;

/// <summary>LCS key key [LEN] [IDX [MINMATCHLEN length] [WITHMATCHLEN]]: the longest common subsequence.</summary>
internal static class LcsCommand
{
    public static void Lcs(in RespRequest request, in CommandContext context)
    {
        var left = context.FindToRead(request[1]);
        var right = context.FindToRead(request[2]);
        if ((left.Exists && left.Type != ValueType.String) || (right.Exists && right.Type != ValueType.String))
        {
            context.Reply.Error("ERR The specified keys must contain string values"u8);
            return;
        }

        if (!TryOptions(request, context, out var options))
            return;
        if (options is { Index: true, Length: true })
        {
            context.Reply.Error("ERR If you want both the length and indexes, please just use IDX."u8);
            return;
        }

        var a = left.Exists ? left.Value : default;
        var b = right.Exists ? right.Value : default;
        if (!LcsTable.Fits(a.Length, b.Length))
        {
            context.Reply.Error("ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len"u8);
            return;
        }

        Write(new LcsTable(a, b), options, context.Reply);
    }

    private static void Write(LcsTable table, in Options options, RespWriter reply)
    {
        if (options.Length)
        {
            reply.Integer(table.Length);
        }
        else if (options.Index)
        {
            WriteMatches(table, options, reply);
        }
        else
        {
            var text = new byte[table.Length];
            table.Trace(text, matches: null);
            reply.Bulk(text);
        }
    }

    private static void WriteMatches(LcsTable table, in Options options, RespWriter reply)
    {
        var matches = new List<LcsMatch>();
        table.Trace(new byte[table.Length], matches);
        var lengthMin = options.MatchLengthMin;
        matches.RemoveAll(match => match.Length < lengthMin);
        reply.Map(2);
        reply.Bulk("matches"u8);
        reply.Array(matches.Count);
        foreach (var match in matches)
        {
            reply.Array(options.WithLength ? 3 : 2);
            WriteRange(match.Left, match.Length, reply);
            WriteRange(match.Right, match.Length, reply);
            if (options.WithLength)
                reply.Integer(match.Length);
        }

        reply.Bulk("len"u8);
        reply.Integer(table.Length);
    }

    private static void WriteRange(int start, int length, RespWriter reply)
    {
        reply.Array(2);
        reply.Integer(start);
        reply.Integer(start + length - 1L);
    }

    private static bool TryOptions(in RespRequest request, in CommandContext context, out Options options)
    {
        options = default;
        for (var at = 3; at < request.Count; at++)
        {
            var word = request[at];
            if (word.Is("idx"u8))
            {
                options.Index = true;
            }
            else if (word.Is("len"u8))
            {
                options.Length = true;
            }
            else if (word.Is("withmatchlen"u8))
            {
                options.WithLength = true;
            }
            else if (word.Is("minmatchlen"u8) && at + 1 < request.Count)
            {
                if (!context.TryInteger(request[++at], out var lengthMin))
                    return false;
                options.MatchLengthMin = lengthMin;
            }
            else
            {
                context.Reply.Raw(RespReplies.SyntaxError);
                return false;
            }
        }

        return true;
    }

    private struct Options
    {
        public bool Index;
        public bool Length;
        public bool WithLength;
        public long MatchLengthMin;
    }
}
