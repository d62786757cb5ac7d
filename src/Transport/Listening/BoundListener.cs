using System.Net;
using System.Net.Sockets;
using FromScratch.Transport.Connections;
using FromScratch.Transport.Tls;

namespace FromScratch.Transport.Listening;

/// <summary>
/// A listening socket. The accepted ones inherit TCP_NODELAY and SO_KEEPALIVE from it on Linux; elsewhere the driver sets them.
/// </summary>
internal sealed class BoundListener : IDisposable
{
    private readonly string? _unixPath;
    private volatile CertificateChooser? _certificates;
    private long _handshakesFailed;

    private BoundListener(Socket socket, EndPoint address, ListenEndPoint endPoint, string? unixPath)
    {
        Socket = socket;
        Tls = endPoint.Tls;
        _unixPath = unixPath;
        Address = address;
    }

    public long Id { get; } = ConnectionGate.NextId();

    public Socket Socket { get; }

    public bool Tls { get; }

    /// <summary>The bound address: port 0 became a real one. Each listener has an object of its own, which its connections show.</summary>
    public EndPoint Address { get; }

    /// <summary>Of one with TLS: what its next handshakes use.</summary>
    public CertificateChooser? Certificates
    {
        get => _certificates;
        set => _certificates = value;
    }

    /// <summary>When it began to accept, as a timestamp.</summary>
    public long Since { get; set; }

    /// <summary>TLS handshakes of its clients that failed.</summary>
    public long HandshakesFailed => Volatile.Read(ref _handshakesFailed);

    public int Descriptor => (int)Socket.Handle;

    public void HandshakeFailed() => Interlocked.Increment(ref _handshakesFailed);

    /// <param name="endPoint">Where.</param>
    /// <param name="options">Of the server.</param>
    /// <param name="leaving">Listeners that are open and will be closed: none of them is in its way where that can be helped.</param>
    /// <exception cref="SocketException">The address is in use or not ours; the message names it.</exception>
    public static BoundListener Bind(ListenEndPoint endPoint, TransportOptions options, IEnumerable<BoundListener> leaving)
    {
        var unixPath = (endPoint.Address as UnixDomainSocketEndPoint)?.ToString();
        var protocol = unixPath is null ? ProtocolType.Tcp : ProtocolType.Unspecified;
        var socket = new Socket(endPoint.Address.AddressFamily, SocketType.Stream, protocol);
        try
        {
            if (unixPath is null)
                SetTcpOptions(socket, options);
            else
                UnixSocketFile.RemoveStale(unixPath);
            using var shared = SharedPort.Of(socket, endPoint.Address, leaving);
            socket.Bind(endPoint.Address);
            // Between bind and listen nobody can connect, so the mode holds for the first client too.
            if (unixPath is not null && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(unixPath, endPoint.UnixMode);
            socket.Listen(options.Backlog);
            return new BoundListener(socket, socket.LocalEndPoint!, endPoint, unixPath);
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw new SocketException(error.ErrorCode, $"cannot listen on {endPoint.Address}: {error.Message}");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Another listener over the same socket, which it closes when its time comes.</summary>
    public BoundListener PassOn(ListenEndPoint endPoint) =>
        new(Socket, _unixPath is null ? Address.Create(Address.Serialize()) : new UnixDomainSocketEndPoint(_unixPath), endPoint, _unixPath);

    public static void SetTcpOptions(Socket socket, TransportOptions options)
    {
        socket.NoDelay = options.NoDelay;
        if (options.KeepAlive)
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
    }

    public void Dispose()
    {
        Socket.Dispose();
        if (_unixPath is not null)
            File.Delete(_unixPath);
    }
}
