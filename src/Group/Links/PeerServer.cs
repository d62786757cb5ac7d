using System.Net;
using System.Net.Sockets;
using FromScratch.Group.Wire;

namespace FromScratch.Group.Links;

/// <summary>Accepts the connections of other members. Those that have not proven themselves are few and have little time.</summary>
internal sealed class PeerServer : IDisposable
{
    private const int Backlog = 64;

    /// <summary>Far more than members: a limit for a group without a secret.</summary>
    private const int ConnectionsMax = 4 * Members.MemberList.MembersMax;
    private readonly IPeerHost _host;
    private readonly Socket _socket;
    private readonly Thread _thread;
    private readonly Lock _gate = new();
    private readonly HashSet<Inbound> _strangers = [];
    private readonly HashSet<Inbound> _all = [];
    private volatile bool _isStopping;

    /// <exception cref="SocketException">The address is taken or not of this machine.</exception>
    public PeerServer(IPeerHost host, IPEndPoint listen)
    {
        _host = host;
        _socket = new Socket(listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (!OperatingSystem.IsWindows())
                _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            _socket.Bind(listen);
            _socket.Listen(Backlog);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        _thread = new Thread(Run) { Name = "group listener", IsBackground = true };
    }

    public IPEndPoint EndPoint { get; }

    public void Start() => _thread.Start();

    /// <summary>Closes connections whose handshake takes too long.</summary>
    public void Tick(long nowMs)
    {
        Inbound[] late;
        lock (_gate)
            late = [.. _strangers.Where(stranger => nowMs - stranger.AcceptedMs > _host.Options.HandshakeTimeoutMs)];
        foreach (var stranger in late)
            stranger.Close();
    }

    public void Dispose()
    {
        _isStopping = true;
        _socket.Dispose();
        if (_thread.IsAlive)
            _thread.Join();
        Inbound[] open;
        lock (_gate)
            open = [.. _all];
        foreach (var connection in open)
            connection.Close();
        foreach (var connection in open)
            connection.Join();
    }

    private void Run()
    {
        while (!_isStopping)
        {
            try
            {
                Take(_socket.Accept());
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                if (_isStopping)
                    return;
                GroupLog.AcceptFailed(_host.Logger, error.Message);
                Thread.Yield();
            }
        }
    }

    private void Take(Socket socket)
    {
        lock (_gate)
        {
            if (_strangers.Count < _host.Options.StrangersMax && _all.Count < ConnectionsMax && !_isStopping)
            {
                var connection = new Inbound(_host, socket, Known, Gone);
                _strangers.Add(connection);
                _all.Add(connection);
                connection.Start();
                return;
            }
        }

        Interlocked.Increment(ref _host.Counters.Refused);
        GroupLog.Refused(_host.Logger, socket.RemoteEndPoint?.ToString() ?? "", "too many have not proven themselves yet");
        socket.Dispose();
    }

    private void Known(Inbound connection)
    {
        lock (_gate)
            _strangers.Remove(connection);
    }

    private void Gone(Inbound connection)
    {
        lock (_gate)
        {
            _strangers.Remove(connection);
            _all.Remove(connection);
        }
    }
}
