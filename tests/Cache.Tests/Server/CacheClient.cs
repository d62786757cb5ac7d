using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace FromScratch.Cache.Tests.Server;

/// <summary>A text-protocol client over a socket, with or without TLS; blocking, with a limit to its patience.</summary>
internal sealed class CacheClient(Stream stream, EndPoint? localEndPoint = null) : IDisposable
{
    private const int PatienceMs = 30_000;

    private readonly StreamReader _reader = new(stream, Encoding.Latin1);

    /// <summary>Of a plain connection.</summary>
    public EndPoint? LocalEndPoint { get; } = localEndPoint;

    public static CacheClient Connect(EndPoint address)
    {
        var stream = Open(address);
        return new CacheClient(stream, stream.Socket.LocalEndPoint);
    }

    public static async Task<CacheClient> ConnectTlsAsync(EndPoint address, SslClientAuthenticationOptions options)
    {
        var tls = new SslStream(Open(address));
        try
        {
            await tls.AuthenticateAsClientAsync(options);
            return new CacheClient(tls);
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends the lines and returns the first line of the reply; null when the server has closed the connection.</summary>
    public string? Ask(params string[] lines)
    {
        stream.Write(Encoding.Latin1.GetBytes(string.Concat(lines.Select(line => line + "\r\n"))));
        return _reader.ReadLine();
    }

    public string? ReadLine() => _reader.ReadLine();

    /// <summary>The lines of the reply in front of its END.</summary>
    public List<string> AskRows(string line)
    {
        var rows = new List<string>();
        for (var row = Ask(line); row != "END"; row = ReadLine())
            rows.Add(row ?? throw new EndOfStreamException(line));
        return rows;
    }

    public void Dispose() => _reader.Dispose();

    private static NetworkStream Open(EndPoint address)
    {
        var protocol = address is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified;
        var socket = new Socket(address.AddressFamily, SocketType.Stream, protocol);
        socket.SendTimeout = socket.ReceiveTimeout = PatienceMs;
        socket.Connect(address);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
