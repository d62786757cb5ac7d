using System.Globalization;

namespace FromScratch.Protocols.Resp.Values;

/// <summary>
/// Doubles as Redis 7.2 and later write them in replies: the shortest digits that read back as the same number, plain up to seven zeros
/// behind or six places after the point, else as 1.5e+21.
/// </summary>
public static class ShortestDouble
{
    /// <summary>Bytes of the longest form.</summary>
    public const int BytesMax = 32;

    private const int DigitsMax = 17;

    /// <param name="value">Any double.</param>
    /// <param name="destination">At least <see cref="BytesMax"/> long.</param>
    /// <returns>Bytes written.</returns>
    public static int Format(double value, Span<byte> destination)
    {
        if (!double.IsFinite(value))
            return Copy(double.IsNaN(value) ? "nan"u8 : value > 0 ? "inf"u8 : "-inf"u8, destination);
        var negative = double.IsNegative(value);
        if (negative)
            destination[0] = (byte)'-';
        var unsigned = destination[(negative ? 1 : 0)..];
        return (negative ? 1 : 0) + (value == 0 ? Copy("0"u8, unsigned) : FormatMagnitude(Math.Abs(value), unsigned, negative));
    }

    private static int FormatMagnitude(double value, Span<byte> destination, bool negative)
    {
        Span<byte> buffer = stackalloc byte[DigitsMax];
        var digits = Digits(value, buffer, out var exponent);
        var magnitude = Math.Abs(exponent + digits.Length - 1);
        if (exponent >= 0 && magnitude < digits.Length + 7)
        {
            digits.CopyTo(destination);
            destination.Slice(digits.Length, exponent).Fill((byte)'0');
            return digits.Length + exponent;
        }

        return exponent < 0 && (exponent > -7 || magnitude < 4)
            ? FormatFraction(digits, -exponent, destination)
            : FormatScientific(digits[..Math.Min(digits.Length, negative ? 17 : 18)], exponent + digits.Length - 1, destination);
    }

    private static int FormatFraction(ReadOnlySpan<byte> digits, int places, Span<byte> destination)
    {
        var whole = digits.Length - places;
        if (whole > 0)
        {
            digits[..whole].CopyTo(destination);
            destination[whole] = (byte)'.';
            digits[whole..].CopyTo(destination[(whole + 1)..]);
            return digits.Length + 1;
        }

        "0."u8.CopyTo(destination);
        destination.Slice(2, -whole).Fill((byte)'0');
        digits.CopyTo(destination[(2 - whole)..]);
        return digits.Length + 2 - whole;
    }

    private static int FormatScientific(ReadOnlySpan<byte> digits, int exponent, Span<byte> destination)
    {
        var at = 0;
        destination[at++] = digits[0];
        if (digits.Length > 1)
        {
            destination[at++] = (byte)'.';
            at += Copy(digits[1..], destination[at..]);
        }

        destination[at++] = (byte)'e';
        destination[at++] = (byte)(exponent < 0 ? '-' : '+');
        Math.Abs(exponent).TryFormat(destination[at..], out var written, default, CultureInfo.InvariantCulture);
        return at + written;
    }

    /// <summary>Significant digits without zeros at either end; the value is digits * 10^exponent.</summary>
    private static Span<byte> Digits(double value, Span<byte> buffer, out int exponent)
    {
        Span<byte> text = stackalloc byte[BytesMax];
        value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        exponent = 0;
        var count = 0;
        var pointSeen = false;
        for (var at = 0; at < length; at++)
        {
            if (text[at] == 'E')
            {
                exponent += int.Parse(text[(at + 1)..length], CultureInfo.InvariantCulture);
                break;
            }

            if (text[at] == '.')
            {
                pointSeen = true;
                continue;
            }

            if (pointSeen)
                exponent--;
            if (count > 0 || text[at] != '0')
                buffer[count++] = text[at];
        }

        while (buffer[count - 1] == '0')
        {
            count--;
            exponent++;
        }

        return buffer[..count];
    }

    private static int Copy(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        text.CopyTo(destination);
        return text.Length;
    }
}
