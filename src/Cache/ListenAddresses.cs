using System.Globalization;
using System.Net;

namespace FromScratch.Cache;

/// <summary>memcached's -l syntax: `[notls:]ADDRESS[:PORT]`, the address numeric, `localhost` or `*` (every interface).</summary>
public static class ListenAddresses
{
    private const string NoTls = "notls:";

    public static bool TryParse(string text, int defaultPort, out ListenAddress address)
    {
        address = default;
        var plain = text.StartsWith(NoTls, StringComparison.Ordinal);
        var rest = plain ? text[NoTls.Length..] : text;
        if (IPAddress.TryParse(rest, out var bare))
        {
            address = new ListenAddress(new IPEndPoint(bare, defaultPort), plain);
            return true;
        }

        var colon = rest.LastIndexOf(':');
        var host = colon < 0 ? rest : rest[..colon];
        var port = defaultPort;
        if (colon >= 0 && !TryParsePort(rest[(colon + 1)..], out port))
            return false;
        if (!TryParseHost(host, out var ip))
            return false;
        address = new ListenAddress(new IPEndPoint(ip, port), plain);
        return true;
    }

    private static bool TryParsePort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= IPEndPoint.MaxPort;

    private static bool TryParseHost(string host, out IPAddress ip)
    {
        switch (host)
        {
            case "localhost":
                ip = IPAddress.Loopback;
                return true;
            case "*":
                ip = IPAddress.Any;
                return true;
            default:
                return IPAddress.TryParse(host.Trim('[', ']'), out ip!);
        }
    }
}

/// <param name="EndPoint">Where to listen.</param>
/// <param name="PlainText">Never TLS here, also when the server speaks TLS.</param>
public readonly record struct ListenAddress(IPEndPoint EndPoint, bool PlainText);
