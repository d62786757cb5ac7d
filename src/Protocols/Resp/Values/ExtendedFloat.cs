using System.Numerics;

namespace FromScratch.Protocols.Resp.Values;

/// <summary>
/// The number that INCRBYFLOAT counts with: the 80-bit floating point of x86, a mantissa of 64 bits. Sums rounded to it and written with up
/// to 17 decimals are Redis's sums, byte for byte, which those of a double are not.
/// </summary>
public readonly struct ExtendedFloat
{
    /// <summary>Exponent of the lowest bit of the smallest number.</summary>
    private const int LowestBitMin = -16445;

    /// <summary>The power of two that is too large.</summary>
    private const int PowerMax = 16384;

    private const int MantissaBits = 64;
    private const int Decimals = 17;

    /// <summary>The value is this times 2^exponent; 64 bits and a sign at most.</summary>
    private readonly BigInteger _mantissa;
    private readonly int _exponent;

    private ExtendedFloat(BigInteger mantissa, int exponent, bool isFinite)
    {
        _mantissa = mantissa;
        _exponent = exponent;
        IsFinite = isFinite;
    }

    /// <summary>False for an infinity, and for the sum of opposite ones.</summary>
    public bool IsFinite { get; }

    public bool IsZero => IsFinite && _mantissa.IsZero;

    public static ExtendedFloat Infinity(bool negative) => new(negative ? -1 : 1, 0, isFinite: false);

    public static ExtendedFloat operator +(ExtendedFloat left, ExtendedFloat right)
    {
        if (!left.IsFinite || !right.IsFinite)
            return left.IsFinite ? right : left;
        var exponent = Math.Min(left._exponent, right._exponent);
        var sum = (left._mantissa << (left._exponent - exponent)) + (right._mantissa << (right._exponent - exponent));
        return Round(sum, BigInteger.One, exponent);
    }

    /// <summary>The nearest number to numerator / denominator * 2^exponent, to the even one between two.</summary>
    public static ExtendedFloat Round(BigInteger numerator, BigInteger denominator, int exponent)
    {
        if (numerator.IsZero)
            return new ExtendedFloat(BigInteger.Zero, 0, isFinite: true);
        var negative = numerator.Sign < 0;
        var magnitude = BigInteger.Abs(numerator);
        var bits = magnitude.GetBitLength() - denominator.GetBitLength();
        var lowestBit = Math.Max((int)bits - MantissaBits + exponent, LowestBitMin);
        var mantissa = RoundedQuotient(magnitude, denominator, lowestBit - exponent);
        if (mantissa.GetBitLength() > MantissaBits)
            mantissa = RoundedQuotient(magnitude, denominator, ++lowestBit - exponent);
        return lowestBit + mantissa.GetBitLength() > PowerMax
            ? Infinity(negative)
            : new ExtendedFloat(negative ? -mantissa : mantissa, lowestBit, isFinite: true);
    }

    /// <summary>Up to 17 decimals without zeros at the end, never an exponent; all digits of a large number.</summary>
    public byte[] ToBytes()
    {
        if (!IsFinite)
            return _mantissa.Sign < 0 ? "-inf"u8.ToArray() : "inf"u8.ToArray();
        var scaled = RoundedQuotient(BigInteger.Abs(_mantissa) * BigInteger.Pow(10, Decimals), BigInteger.One, -_exponent);
        var digits = scaled.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(Decimals + 1, '0');
        var fraction = digits.AsSpan(digits.Length - Decimals).TrimEnd('0');
        var whole = digits.AsSpan(0, digits.Length - Decimals);
        var sign = _mantissa.Sign < 0 && !scaled.IsZero ? "-" : "";
        return System.Text.Encoding.ASCII.GetBytes(fraction.IsEmpty ? $"{sign}{whole}" : $"{sign}{whole}.{fraction}");
    }

    /// <summary>numerator / (denominator * 2^shift), half to even.</summary>
    private static BigInteger RoundedQuotient(BigInteger numerator, BigInteger denominator, int shift)
    {
        if (shift > 0)
            denominator <<= shift;
        else
            numerator <<= -shift;
        var quotient = BigInteger.DivRem(numerator, denominator, out var remainder);
        var half = (remainder << 1).CompareTo(denominator);
        return half > 0 || (half == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }
}
