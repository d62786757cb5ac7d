using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace FromScratch.LoadGen.Io;

/// <summary>Where a server listens: <c>HOST:PORT</c>, <c>[IPv6]:PORT</c> or <c>unix:PATH</c>.</summary>
public sealed class ServerAddress
{
    private readonly string _text;
    private readonly EndPoint _endPoint;

    private ServerAddress(string text, EndPoint endPoint)
    {
        _text = text;
        _endPoint = endPoint;
    }

    public static bool TryParse(string text, out ServerAddress? address)
    {
        address = null;
        if (text.StartsWith("unix:", StringComparison.Ordinal) && text.Length > 5)
        {
            address = new ServerAddress(text, new UnixDomainSocketEndPoint(text[5..]));
            return true;
        }
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
            return false;
        var host = text[..colon].Trim('[', ']');
        address = new ServerAddress(text, IPAddress.TryParse(host, out var ip) ? new IPEndPoint(ip, port) : new DnsEndPoint(host, port));
        return true;
    }

    /// <summary>A connected, blocking socket with Nagle's algorithm off.</summary>
    public Socket Connect()
    {
        var unix = _endPoint is UnixDomainSocketEndPoint;
        var socket = unix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Connect(_endPoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public override string ToString() => _text;
}
