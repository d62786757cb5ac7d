using System.Globalization;
using System.Numerics;
using System.Text;

namespace FromScratch.Protocols.Resp.Values;

/// <summary>
/// Reads the floats that Redis accepts as a value or increment: what the C library's strtold takes from first to last byte, without leading
/// space. Decimal and hexadecimal numbers, inf and infinity; not nan, nor what is too large or vanishes to zero.
/// </summary>
public static class ExtendedFloatParser
{
    /// <summary>Bytes of a number that are looked at, at most.</summary>
    public const int BytesMax = (5 * 1024) - 1;

    /// <summary>Exponents are cut here; far outside of what a number can have with <see cref="BytesMax"/> digits.</summary>
    private const int ExponentMax = 1_000_000;

    /// <summary>No power of ten outside of this is a number; keeps the arithmetic small.</summary>
    private const int DecimalPowerMax = 5000;

    private const int BinaryPowerMax = 17000;

    public static bool TryParse(ReadOnlySpan<byte> text, out ExtendedFloat value)
    {
        value = default;
        if (text.Length is 0 or > BytesMax)
            return false;
        var negative = text[0] == '-';
        var unsigned = text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        if (Ascii.EqualsIgnoreCase(unsigned, "inf"u8) || Ascii.EqualsIgnoreCase(unsigned, "infinity"u8))
        {
            value = ExtendedFloat.Infinity(negative);
            return true;
        }

        var hexadecimal = unsigned.Length > 2 && unsigned[0] == '0' && (unsigned[1] | 0x20) == 'x';
        return hexadecimal ? TryParseHexadecimal(unsigned[2..], negative, out value) : TryParseDecimal(unsigned, negative, out value);
    }

    private static bool TryParseDecimal(ReadOnlySpan<byte> text, bool negative, out ExtendedFloat value)
    {
        value = default;
        if (!TrySplit(text, (byte)'e', out var digits, out var places, out var exponent))
            return false;
        var mantissa = BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        if (mantissa.IsZero)
        {
            value = ExtendedFloat.Round(BigInteger.Zero, BigInteger.One, 0);
            return true;
        }

        var power = exponent - places;
        if (Math.Abs(power + digits.TrimStart('0').Length) > DecimalPowerMax)
            return false;
        var scale = BigInteger.Pow(10, Math.Abs(power));
        mantissa = negative ? -mantissa : mantissa;
        value = power < 0 ? ExtendedFloat.Round(mantissa, scale, 0) : ExtendedFloat.Round(mantissa * scale, BigInteger.One, 0);
        return value is { IsFinite: true, IsZero: false };
    }

    private static bool TryParseHexadecimal(ReadOnlySpan<byte> text, bool negative, out ExtendedFloat value)
    {
        value = default;
        if (!TrySplit(text, (byte)'p', out var digits, out var places, out var exponent))
            return false;
        var mantissa = BigInteger.Parse("0" + digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        if (mantissa.IsZero)
        {
            value = ExtendedFloat.Round(BigInteger.Zero, BigInteger.One, 0);
            return true;
        }

        var power = exponent - (4 * places);
        if (Math.Abs(power + mantissa.GetBitLength()) > BinaryPowerMax)
            return false;
        value = ExtendedFloat.Round(negative ? -mantissa : mantissa, BigInteger.One, power);
        return value is { IsFinite: true, IsZero: false };
    }

    /// <summary>Digits on both sides of the point as one string, the number of those behind it, and the exponent.</summary>
    private static bool TrySplit(ReadOnlySpan<byte> text, byte exponentLetter, out string digits, out int places, out int exponent)
    {
        exponent = 0;
        var hexadecimal = exponentLetter == 'p';
        var at = CountDigits(text, hexadecimal);
        digits = Encoding.ASCII.GetString(text[..at]);
        places = 0;
        if (at < text.Length && text[at] == '.')
        {
            places = CountDigits(text[(at + 1)..], hexadecimal);
            digits += Encoding.ASCII.GetString(text.Slice(at + 1, places));
            at += 1 + places;
        }

        if (digits.Length == 0)
            return false;
        return at == text.Length || ((text[at] | 0x20) == exponentLetter && TryParseExponent(text[(at + 1)..], out exponent));
    }

    private static bool TryParseExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        var negative = !text.IsEmpty && text[0] == '-';
        var digits = !text.IsEmpty && text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        if (digits.IsEmpty || CountDigits(digits, hexadecimal: false) != digits.Length)
            return false;
        foreach (var digit in digits)
            exponent = Math.Min((exponent * 10) + (digit - '0'), ExponentMax);
        exponent = negative ? -exponent : exponent;
        return true;
    }

    private static int CountDigits(ReadOnlySpan<byte> text, bool hexadecimal)
    {
        var count = 0;
        while (count < text.Length && (hexadecimal ? char.IsAsciiHexDigit((char)text[count]) : char.IsAsciiDigit((char)text[count])))
            count++;
        return count;
    }
}
