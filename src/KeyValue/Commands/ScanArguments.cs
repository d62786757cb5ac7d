using System.Buffers.Text;
using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Commands;

/// <summary>What SCAN and HSCAN have in common: the cursor and the options COUNT, MATCH and TYPE.</summary>
internal struct ScanArguments
{
    private const int CountDefault = 10;

    public long Count { get; private set; }

    /// <summary>0 = all match.</summary>
    public int PatternIndex { get; private set; }

    /// <summary>0 = of all types.</summary>
    public int TypeIndex { get; private set; }

    /// <summary>As the C library's strtoul takes it: with a sign, or nothing for 0. Space in front and rubbish are errors.</summary>
    public static bool TryCursor(ReadOnlySpan<byte> text, in CommandContext context, out ulong cursor)
    {
        cursor = 0;
        if (text.IsEmpty)
            return true;
        var negative = text[0] == '-';
        var digits = text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        if (!digits.IsEmpty && char.IsAsciiDigit((char)digits[0])
            && Utf8Parser.TryParse(digits, out cursor, out var consumed) && consumed == digits.Length)
        {
            cursor = negative ? unchecked(0 - cursor) : cursor;
            return true;
        }

        context.Reply.Error("ERR invalid cursor"u8);
        return false;
    }

    public static void WriteCursor(ulong cursor, RespWriter reply)
    {
        Span<byte> text = stackalloc byte[20];
        Utf8Formatter.TryFormat(cursor, text, out var length);
        reply.Bulk(text[..length]);
    }

    /// <summary>The options from argument <paramref name="first"/> on; the error is written where they do not fit.</summary>
    public static bool TryParse(
        in RespRequest request, int first, bool hasType, in CommandContext context, out ScanArguments arguments)
    {
        arguments = new ScanArguments { Count = CountDefault };
        for (var at = first; at < request.Count; at += 2)
        {
            var word = request[at];
            var hasValue = at + 1 < request.Count;
            if (word.Is("count"u8) && hasValue)
            {
                if (!context.TryInteger(request[at + 1], out var count))
                    return false;
                arguments.Count = count;
            }
            else if (word.Is("match"u8) && hasValue)
            {
                arguments.PatternIndex = request[at + 1].SequenceEqual("*"u8) ? 0 : at + 1;
            }
            else if (word.Is("type"u8) && hasValue && hasType)
            {
                arguments.TypeIndex = at + 1;
            }
            else
            {
                arguments.Count = 0;
            }

            if (arguments.Count >= 1)
                continue;
            context.Reply.Raw(RespReplies.SyntaxError);
            return false;
        }

        return true;
    }

    public readonly ReadOnlySpan<byte> PatternOf(in RespRequest request) => PatternIndex > 0 ? request[PatternIndex] : default;

    public readonly ReadOnlySpan<byte> TypeOf(in RespRequest request) => TypeIndex > 0 ? request[TypeIndex] : default;
}
