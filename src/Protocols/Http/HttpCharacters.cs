using System.Buffers;

namespace FromScratch.Protocols.Http;

/// <summary>The character classes of RFC 9110 section 5.</summary>
internal static class HttpCharacters
{
    /// <summary>tchar: what methods and field names consist of.</summary>
    public static readonly SearchValues<byte> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Visible ASCII: what a request target consists of.</summary>
    public static readonly SearchValues<byte> Target =
        SearchValues.Create([.. Enumerable.Range(0x21, 0x5E).Select(c => (byte)c)]);

    /// <summary>Field content: blank, tab, visible ASCII, and the high half that older peers send.</summary>
    public static readonly SearchValues<byte> FieldContent =
        SearchValues.Create([
            (byte)'\t',
            .. Enumerable.Range(0x20, 0x5F).Select(c => (byte)c),
            .. Enumerable.Range(0x80, 0x80).Select(c => (byte)c),
        ]);

    public static bool IsToken(ReadOnlySpan<byte> bytes) => !bytes.IsEmpty && !bytes.ContainsAnyExcept(Token);
}
