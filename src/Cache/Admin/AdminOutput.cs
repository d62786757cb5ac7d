using System.Text;
using FromScratch.Core.Buffers;

namespace FromScratch.Cache.Admin;

internal static class AdminOutput
{
    private const int NumberDigitsMax = 20;

    public static void WriteLine(this OutputBuffer output, ReadOnlySpan<byte> line)
    {
        output.Write(line);
        output.Write("\r\n"u8);
    }

    public static void WriteText(this OutputBuffer output, string text)
    {
        var span = output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        output.Advance(Encoding.UTF8.GetBytes(text, span));
    }

    public static void WriteNumber(this OutputBuffer output, long value)
    {
        value.TryFormat(output.GetSpan(NumberDigitsMax), out var written);
        output.Advance(written);
    }

    public static void WriteNumber(this OutputBuffer output, ulong value)
    {
        value.TryFormat(output.GetSpan(NumberDigitsMax), out var written);
        output.Advance(written);
    }
}
