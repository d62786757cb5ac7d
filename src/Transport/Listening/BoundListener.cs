using System.Net;
using System.Net.Sockets;
using FromScratch.Transport.Connections;

namespace FromScratch.Transport.Listening;

/// <summary>
/// A listening socket. The accepted ones inherit TCP_NODELAY and SO_KEEPALIVE from it on Linux; elsewhere the driver sets them.
/// </summary>
internal sealed class BoundListener : IDisposable
{
    private readonly string? _unixPath;
    private long _handshakesFailed;

    private BoundListener(Socket socket, ListenEndPoint endPoint, string? unixPath)
    {
        Socket = socket;
        Tls = endPoint.Tls;
        NeedsSockets = endPoint.NeedsSockets;
        _unixPath = unixPath;
        Address = socket.LocalEndPoint!;
    }

    public long Id { get; } = ConnectionGate.NextId();

    public Socket Socket { get; }

    public bool Tls { get; }

    public bool NeedsSockets { get; }

    /// <summary>The bound address: port 0 became a real one.</summary>
    public EndPoint Address { get; }

    /// <summary>TLS handshakes of its clients that failed.</summary>
    public long HandshakesFailed => Volatile.Read(ref _handshakesFailed);

    public int Descriptor => (int)Socket.Handle;

    public void HandshakeFailed() => Interlocked.Increment(ref _handshakesFailed);

    /// <exception cref="SocketException">The address is in use or not ours; the message names it.</exception>
    public static BoundListener Bind(ListenEndPoint endPoint, TransportOptions options)
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
            socket.Bind(endPoint.Address);
            // Between bind and listen nobody can connect, so the mode holds for the first client too.
            if (unixPath is not null && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(unixPath, endPoint.UnixMode);
            socket.Listen(options.Backlog);
            return new BoundListener(socket, endPoint, unixPath);
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
