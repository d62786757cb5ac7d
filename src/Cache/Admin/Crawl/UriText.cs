using System.Buffers;
using FromScratch.Core.Buffers;

namespace FromScratch.Cache.Admin.Crawl;

/// <summary>Percent-encoding as RFC 3986 section 2.1 has it: everything but letters, digits and `-._~`.</summary>
internal static class UriText
{
    private static readonly SearchValues<byte> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"u8);

    /// <summary>The most bytes that <paramref name="length"/> bytes can become.</summary>
    public static int EncodedBytesMax(int length) => 3 * length;

    public static void Write(OutputBuffer output, ReadOnlySpan<byte> text) =>
        output.Advance(Encode(text, output.GetSpan(EncodedBytesMax(text.Length))));

    /// <summary>Returns the bytes written.</summary>
    public static int Encode(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        if (!text.ContainsAnyExcept(Unreserved))
        {
            text.CopyTo(destination);
            return text.Length;
        }

        var written = 0;
        foreach (var character in text)
        {
            if (Unreserved.Contains(character))
            {
                destination[written++] = character;
                continue;
            }

            destination[written++] = (byte)'%';
            destination[written++] = "0123456789ABCDEF"u8[character >> 4];
            destination[written++] = "0123456789ABCDEF"u8[character & 15];
        }

        return written;
    }
}
