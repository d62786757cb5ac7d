namespace FromScratch.Cache.Engine;

/// <summary>
/// Numbers as memcached reads them from a stored value (strtoull): blanks and a sign before, anything after a blank ignored.
/// </summary>
internal static class DecimalText
{
    public static bool TryParse(ReadOnlySpan<byte> text, out ulong value)
    {
        value = 0;
        while (!text.IsEmpty && IsBlank(text[0]))
            text = text[1..];
        var negative = !text.IsEmpty && text[0] == '-';
        if (!text.IsEmpty && text[0] is (byte)'-' or (byte)'+')
            text = text[1..];
        var digits = 0;
        for (; digits < text.Length && char.IsAsciiDigit((char)text[digits]); digits++)
        {
            var digit = (ulong)(text[digits] - '0');
            if (value > (ulong.MaxValue - digit) / 10)
                return false;
            value = (value * 10) + digit;
        }

        if (digits == 0 || (negative && value != 0))
            return false;
        return digits == text.Length || IsBlank(text[digits]);
    }

    private static bool IsBlank(byte value) => value is (byte)' ' or (>= (byte)'\t' and <= (byte)'\r');
}
