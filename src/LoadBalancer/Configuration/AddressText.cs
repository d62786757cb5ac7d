using System.Globalization;
using System.Net;

namespace FromScratch.LoadBalancer.Configuration;

/// <summary>Addresses as people write them: http://127.0.0.1:8080, [::1]:9001, localhost:80, *:443.</summary>
internal static class AddressText
{
    /// <summary>Takes http://, https:// or tcp:// off the front, and a slash off the end.</summary>
    /// <returns>The scheme; null when there is none.</returns>
    public static string? TakeScheme(ref string text)
    {
        var end = text.IndexOf("://", StringComparison.Ordinal);
        if (end < 0)
            return null;
        var scheme = text[..end];
        text = text[(end + 3)..];
        if (text.EndsWith('/'))
            text = text[..^1];
        return scheme;
    }

    /// <summary>host:port, the host of an IPv6 address in brackets, which are taken off.</summary>
    public static bool TrySplit(string text, out string host, out int port)
    {
        host = "";
        port = 0;
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port > 65_535)
            return false;
        host = text[..colon];
        if (host.StartsWith('[') && host.EndsWith(']'))
            host = host[1..^1];
        else if (host.Contains(':', StringComparison.Ordinal))
            return false;
        return true;
    }

    /// <summary>An address to listen on: an IP address, localhost (127.0.0.1) or * (all of IPv4).</summary>
    public static bool TryEndPoint(string text, int? defaultPort, out IPEndPoint endPoint)
    {
        endPoint = new IPEndPoint(IPAddress.Loopback, 0);
        if (!TrySplit(text, out var host, out var port))
        {
            if (defaultPort is not { } known || text.Contains(':', StringComparison.Ordinal) && !text.EndsWith(']'))
                return false;
            (host, port) = (text.Trim('[', ']'), known);
        }

        if (host == "*")
            endPoint = new IPEndPoint(IPAddress.Any, port);
        else if (host == "localhost")
            endPoint = new IPEndPoint(IPAddress.Loopback, port);
        else if (IsAddress(host, out var address))
            endPoint = new IPEndPoint(address, port);
        else
            return false;
        return true;
    }

    /// <summary>host:port again, brackets around an IPv6 address.</summary>
    public static string Of(string host, int port) => string.Create(
        CultureInfo.InvariantCulture, $"{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}");

    /// <summary>The four numbers or the colons, not the shorter forms such as 127.1 that are read as addresses too.</summary>
    private static bool IsAddress(string host, out IPAddress address)
    {
        var isAddress = IPAddress.TryParse(host, out var parsed)
            && (host.Contains(':', StringComparison.Ordinal) || host.AsSpan().Count('.') == 3);
        address = parsed ?? IPAddress.Loopback;
        return isAddress;
    }
}
