namespace FromScratch.Protocols.Memcached;

/// <summary>
/// Numbers as memcached reads them. Two families: the lenient one follows the C library (white space, a sign, then digits up to white
/// space; 64 bits cut to 32), the strict one takes digits and nothing else.
/// </summary>
public static class TextNumbers
{
    private const int StrictDigitsMax = 11;

    /// <summary>Lenient, signed, cut to 32 bits: exptimes.</summary>
    public static bool TryParseInt32(ReadOnlySpan<byte> token, out int value)
    {
        value = 0;
        if (!TryReadDigits(token, out var magnitude, out var negative) || magnitude > (ulong)long.MaxValue + (negative ? 1u : 0u))
            return false;
        value = unchecked((int)(negative ? 0 - (long)magnitude : (long)magnitude));
        return true;
    }

    /// <summary>Lenient, unsigned, cut to 32 bits: client flags.</summary>
    public static bool TryParseUInt32(ReadOnlySpan<byte> token, out uint value)
    {
        var parsed = TryParseUInt64(token, out var wide);
        value = unchecked((uint)wide);
        return parsed;
    }

    /// <summary>
    /// Lenient, unsigned: CAS ids, deltas. A minus sign is let through where the C library's wrap-around ends below 2^63.
    /// </summary>
    public static bool TryParseUInt64(ReadOnlySpan<byte> token, out ulong value)
    {
        if (!TryReadDigits(token, out value, out var negative))
            return false;
        if (!negative)
            return true;
        value = unchecked(0 - value);
        if ((long)value >= 0)
            return true;
        value = 0;
        return false;
    }

    /// <summary>Strict, signed 32 bits, at most 11 characters: value lengths, exptimes of gat and flush_all.</summary>
    public static bool TryParseStrictInt32(ReadOnlySpan<byte> token, out int value)
    {
        value = 0;
        if (token.Length is 0 or > StrictDigitsMax)
            return false;
        var negative = token[0] == '-';
        var magnitude = 0L;
        foreach (var digit in negative ? token[1..] : token)
        {
            if (!char.IsAsciiDigit((char)digit))
                return false;
            magnitude = (magnitude * 10) + (digit - '0');
        }

        var signed = negative ? -magnitude : magnitude;
        if (signed is < int.MinValue or > int.MaxValue)
            return false;
        value = (int)signed;
        return true;
    }

    private static bool TryReadDigits(ReadOnlySpan<byte> token, out ulong magnitude, out bool negative)
    {
        magnitude = 0;
        negative = false;
        var at = 0;
        while (at < token.Length && IsSpace(token[at]))
            at++;
        if (at < token.Length && token[at] is (byte)'-' or (byte)'+')
            negative = token[at++] == '-';

        var first = at;
        for (; at < token.Length && char.IsAsciiDigit((char)token[at]); at++)
        {
            var high = Math.BigMul(magnitude, 10, out var low);
            var sum = unchecked(low + (uint)(token[at] - '0'));
            if (high != 0 || sum < low)
                return false;
            magnitude = sum;
        }

        return at > first && (at == token.Length || IsSpace(token[at]));
    }

    private static bool IsSpace(byte character) => character is (byte)' ' or (>= 9 and <= 13);
}
