using System.Net;
using System.Text;

namespace FromScratch.Protocols.Http;

/// <summary>
/// Host and port as in the Host field (RFC 9110 section 7.2). Names consist of letters, digits and - . _ ~, without empty labels; RFC
/// 3986 would allow more, which no host uses and which parsers read in different ways. IPv6 addresses stand in brackets, without a zone.
/// </summary>
public static class HttpHost
{
    /// <summary>Bytes of a name (RFC 1035 section 2.3.4).</summary>
    public const int NameBytesMax = 255;

    /// <param name="text">example.com, example.com:8080, 192.0.2.1 or [2001:db8::1]:443.</param>
    /// <param name="host">Place of the host in it, brackets included.</param>
    /// <param name="port">-1 when there is none or an empty one, which mean the same.</param>
    /// <returns>False when it is no host; an empty text is none either.</returns>
    public static bool TrySplit(ReadOnlySpan<byte> text, out ByteRange host, out int port)
    {
        port = -1;
        host = default;
        if (text.IsEmpty)
            return false;
        var isAddress = text[0] == '[';
        var hostLength = isAddress ? text.IndexOf((byte)']') + 1 : text.IndexOfAnyExcept(HttpCharacters.HostName);
        if (hostLength < 0)
            hostLength = text.Length;
        host = new ByteRange(0, hostLength);
        if (!(isAddress ? IsAddress(host.Of(text)) : IsName(host.Of(text))))
            return false;
        var rest = text[hostLength..];
        return rest.IsEmpty || rest[0] == ':' && TryReadPort(rest[1..], out port);
    }

    /// <summary>
    /// The host as routing tables know it: lower case, without port and without the dot of a fully qualified name.
    /// </summary>
    /// <param name="text">Host and port.</param>
    /// <param name="destination">Room for <see cref="NameBytesMax"/> bytes.</param>
    /// <param name="written">Bytes of the host in it.</param>
    /// <returns>False when <paramref name="text"/> is no host or does not fit.</returns>
    public static bool TryNormalize(ReadOnlySpan<byte> text, Span<byte> destination, out int written)
    {
        written = 0;
        if (!TrySplit(text, out var place, out _))
            return false;
        var host = place.Of(text);
        if (host[^1] == '.')
            host = host[..^1];
        return Ascii.ToLower(host, destination, out written) == System.Buffers.OperationStatus.Done;
    }

    private static bool IsName(ReadOnlySpan<byte> name) =>
        name.Length is > 0 and <= NameBytesMax && name[0] != '.' && name.IndexOf(".."u8) < 0;

    private static bool IsAddress(ReadOnlySpan<byte> bracketed)
    {
        if (bracketed.Length < 4)
            return false;
        var address = bracketed[1..^1];
        return !address.ContainsAnyExcept(HttpCharacters.Ipv6) && address.Contains((byte)':') && IPAddress.IsValidUtf8(address);
    }

    private static bool TryReadPort(ReadOnlySpan<byte> digits, out int port)
    {
        port = -1;
        if (digits.Length > 5 || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        if (digits.IsEmpty)
            return true;
        port = 0;
        foreach (var digit in digits)
            port = port * 10 + (digit - '0');
        return port <= ushort.MaxValue;
    }
}
