using System.Buffers;
using System.Text;

namespace FromScratch.Protocols.Http;

/// <summary>The character classes of RFC 9110 section 5 and RFC 3986.</summary>
internal static class HttpCharacters
{
    /// <summary>tchar: what methods and field names consist of.</summary>
    public static readonly SearchValues<byte> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>What a request target consists of: visible ASCII but for #, which never leaves a client (RFC 9112 section 3.2).</summary>
    public static readonly SearchValues<byte> Target =
        SearchValues.Create([.. Enumerable.Range(0x21, 0x5E).Where(c => c != '#').Select(c => (byte)c)]);

    /// <summary>
    /// What ends or spoils a field value: every control character but the tab. The rest is content: blanks, visible ASCII, and the
    /// high half that older peers send (RFC 9110 section 5.5).
    /// </summary>
    public static readonly SearchValues<byte> FieldStop =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Where(c => c != '\t').Append(0x7F).Select(c => (byte)c)]);

    /// <summary>Letters, digits, hyphen, dot, underscore and tilde: what names of hosts consist of here.</summary>
    public static readonly SearchValues<byte> HostName =
        SearchValues.Create("-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>What stands between the brackets of an IPv6 address.</summary>
    public static readonly SearchValues<byte> Ipv6 = SearchValues.Create("0123456789ABCDEFabcdef:."u8);

    public static bool IsToken(ReadOnlySpan<byte> bytes) => !bytes.IsEmpty && !bytes.ContainsAnyExcept(Token);

    public static bool IsFieldValue(ReadOnlySpan<byte> bytes) => !bytes.ContainsAny(FieldStop);

    public static bool IsDigit(byte c) => (uint)(c - '0') <= 9;

    /// <summary>Equal but for the case of letters.</summary>
    public static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower) => Ascii.EqualsIgnoreCase(text, lower);

    /// <summary>Without blanks and tabs around it: OWS of RFC 9110 section 5.6.3.</summary>
    public static ByteRange Trim(ReadOnlySpan<byte> input, int start, int end)
    {
        while (start < end && input[start] is (byte)' ' or (byte)'\t')
            start++;
        while (end > start && input[end - 1] is (byte)' ' or (byte)'\t')
            end--;
        return new ByteRange(start, end - start);
    }

    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => Trim(text, 0, text.Length).Of(text);
}
