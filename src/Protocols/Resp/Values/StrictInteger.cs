namespace FromScratch.Protocols.Resp.Values;

/// <summary>
/// Whole numbers as Redis reads them: 64 bits signed, in the one form that it would write itself. No plus sign, no space, no leading zero,
/// no minus before zero.
/// </summary>
public static class StrictInteger
{
    /// <summary>Bytes of the longest number, its sign included.</summary>
    public const int BytesMax = 20;

    public static bool TryParse(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (text.Length is 0 or > BytesMax)
            return false;
        if (text is [(byte)'0'])
            return true;
        var negative = text[0] == '-';
        var digits = negative ? text[1..] : text;
        if (digits.IsEmpty || digits.Length == BytesMax || digits[0] is < (byte)'1' or > (byte)'9')
            return false;

        ulong magnitude = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
                return false;
            magnitude = (magnitude * 10) + (uint)(digit - '0');
        }

        if (magnitude > (ulong)long.MaxValue + (negative ? 1u : 0u))
            return false;
        value = negative ? unchecked(0 - (long)magnitude) : (long)magnitude;
        return true;
    }
}
