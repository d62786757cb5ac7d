namespace FromScratch.Protocols.Resp.Values;

/// <summary>
/// Redis's glob patterns: * ? [a-z] [^a-z] and \ before a character to take it as it is. Works on bytes; letters are those of ASCII.
/// Only the last star is ever tried again, so the work is at most pattern length times text length, whatever the pattern.
/// </summary>
/// <remarks>
/// Redis's own corners are kept: a class that is not closed ends with the pattern, a class's escaped byte is compared with its case, the
/// bounds of a range are signed bytes in either order, and an empty text is matched by an empty pattern alone.
/// </remarks>
public static class GlobPattern
{
    public static bool Matches(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text, bool ignoreCase = false)
    {
        if (text.IsEmpty)
            return pattern.IsEmpty;
        var at = 0;
        var textAt = 0;
        var afterStar = -1;
        var starText = 0;
        while (true)
        {
            if (textAt == text.Length)
                return pattern[at..].TrimStart((byte)'*').IsEmpty;
            if (at < pattern.Length && pattern[at] == '*')
            {
                afterStar = ++at;
                starText = textAt;
                continue;
            }

            if (at < pattern.Length && MatchOne(pattern, ref at, text[textAt], ignoreCase))
            {
                textAt++;
                continue;
            }

            if (afterStar < 0)
                return false;
            at = afterStar;
            textAt = ++starText;
        }
    }

    /// <summary>Matches one byte against the element at <paramref name="at"/>, and steps over that element.</summary>
    private static bool MatchOne(ReadOnlySpan<byte> pattern, ref int at, byte character, bool ignoreCase)
    {
        switch (pattern[at])
        {
            case (byte)'?':
                at++;
                return true;
            case (byte)'[':
                return MatchClass(pattern, ref at, character, ignoreCase);
            case (byte)'\\' when at + 1 < pattern.Length:
                at++;
                break;
        }

        return Same(pattern[at++], character, ignoreCase);
    }

    private static bool MatchClass(ReadOnlySpan<byte> pattern, ref int at, byte character, bool ignoreCase)
    {
        at++;
        var negated = at < pattern.Length && pattern[at] == '^';
        if (negated)
            at++;
        var matched = false;
        for (; at < pattern.Length && pattern[at] != ']'; at++)
        {
            var left = pattern.Length - at;
            if (pattern[at] == '\\' && left >= 2)
            {
                matched |= pattern[++at] == character;
            }
            else if (left >= 3 && pattern[at + 1] == '-')
            {
                matched |= InRange(pattern[at], pattern[at + 2], character, ignoreCase);
                at += 2;
            }
            else
            {
                matched |= Same(pattern[at], character, ignoreCase);
            }
        }

        if (at < pattern.Length)
            at++;
        return matched != negated;
    }

    private static bool InRange(byte from, byte to, byte character, bool ignoreCase)
    {
        var low = (sbyte)Math.Min((sbyte)from, (sbyte)to);
        var high = (sbyte)Math.Max((sbyte)from, (sbyte)to);
        if (!ignoreCase)
            return low <= (sbyte)character && (sbyte)character <= high;
        var lower = (sbyte)ToLower(character);
        return (sbyte)ToLower((byte)low) <= lower && lower <= (sbyte)ToLower((byte)high);
    }

    private static bool Same(byte left, byte right, bool ignoreCase) =>
        left == right || (ignoreCase && ToLower(left) == ToLower(right));

    private static byte ToLower(byte character) => character is >= (byte)'A' and <= (byte)'Z' ? (byte)(character | 0x20) : character;
}
