using System.Buffers;
using System.Buffers.Text;
using System.Text;
using FromScratch.Core.Buffers;

namespace FromScratch.LoadBalancer.AccessLog;

/// <summary>Bytes of a stranger, made harmless for a line of a log. Without allocation.</summary>
internal static class LogText
{
    /// <summary>Of one value; the rest is left out, for a line is to stay readable.</summary>
    public const int BytesMax = 4 * 1024;

    private const int NumberBytesMax = 20;

    /// <summary>Visible ASCII and the blank, without what JSON and Apache escape.</summary>
    private static readonly SearchValues<byte> Plain =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x5F).Where(c => c is not ('"' or '\\')).Select(c => (byte)c)]);

    private static ReadOnlySpan<byte> Hex => "0123456789abcdef"u8;

    /// <summary>
    /// The inside of a JSON string. Bytes that are not UTF-8 are shown as the Latin-1 characters that they may once have been.
    /// </summary>
    public static void WriteJson(OutputBuffer output, ReadOnlySpan<byte> text)
    {
        text = text[..Math.Min(text.Length, BytesMax)];
        while (WritePlain(output, ref text))
        {
            if (text[0] < 0x80)
            {
                WriteJsonAscii(output, text[0]);
                text = text[1..];
            }
            else if (Rune.DecodeFromUtf8(text, out _, out var length) == OperationStatus.Done)
            {
                output.Write(text[..length]);
                text = text[length..];
            }
            else
            {
                WriteUnicodeEscape(output, text[0]);
                text = text[1..];
            }
        }
    }

    /// <summary>As Apache's log formats it: \" and \\, the C escapes, and \xhh for all that is not visible ASCII.</summary>
    public static void WriteApache(OutputBuffer output, ReadOnlySpan<byte> text)
    {
        text = text[..Math.Min(text.Length, BytesMax)];
        while (WritePlain(output, ref text))
        {
            var c = text[0];
            text = text[1..];
            var letter = c switch
            {
                (byte)'"' or (byte)'\\' => c,
                (byte)'\b' => (byte)'b',
                (byte)'\n' => (byte)'n',
                (byte)'\r' => (byte)'r',
                (byte)'\t' => (byte)'t',
                (byte)'\v' => (byte)'v',
                _ => (byte)0,
            };
            if (letter != 0)
                output.Write([(byte)'\\', letter]);
            else
                output.Write([(byte)'\\', (byte)'x', Hex[c >> 4], Hex[c & 15]]);
        }
    }

    public static void WriteNumber(OutputBuffer output, long number)
    {
        Utf8Formatter.TryFormat(number, output.GetSpan(NumberBytesMax), out var written);
        output.Advance(written);
    }

    /// <summary>With leading zeros.</summary>
    public static void WriteDigits(OutputBuffer output, int number, int digits)
    {
        var place = output.GetSpan(digits)[..digits];
        for (var i = digits - 1; i >= 0; i--)
        {
            place[i] = (byte)('0' + number % 10);
            number /= 10;
        }

        output.Advance(digits);
    }

    /// <summary>Writes up to the first byte that needs an escape; false when there is none left.</summary>
    private static bool WritePlain(OutputBuffer output, ref ReadOnlySpan<byte> text)
    {
        var plain = text.IndexOfAnyExcept(Plain);
        output.Write(plain < 0 ? text : text[..plain]);
        text = plain < 0 ? [] : text[plain..];
        return plain >= 0;
    }

    private static void WriteJsonAscii(OutputBuffer output, byte c)
    {
        var letter = c switch
        {
            (byte)'"' or (byte)'\\' => c,
            (byte)'\b' => (byte)'b',
            (byte)'\f' => (byte)'f',
            (byte)'\n' => (byte)'n',
            (byte)'\r' => (byte)'r',
            (byte)'\t' => (byte)'t',
            _ => (byte)0,
        };
        if (letter != 0)
            output.Write([(byte)'\\', letter]);
        else
            WriteUnicodeEscape(output, c);
    }

    private static void WriteUnicodeEscape(OutputBuffer output, byte c) =>
        output.Write([(byte)'\\', (byte)'u', (byte)'0', (byte)'0', Hex[c >> 4], Hex[c & 15]]);
}
