using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using FromScratch.Transport.Connections;
using FromScratch.Transport.Listening;
using FromScratch.Transport.Stats;

namespace FromScratch.Transport.Async;

/// <summary>The portable driver: .NET sockets, TLS on those listeners that ask for it.</summary>
internal sealed partial class AsyncDriver : ITransportDriver
{
    private readonly ServerContext _context;
    private readonly AsyncLoop[] _loops;
    private readonly ConcurrentDictionary<long, AsyncConnection> _connections = new();
    private readonly CancellationTokenSource _stopping = new();
    private volatile bool _draining;
    private volatile bool _stopped;
    private int _next;

    public AsyncDriver(ServerContext context)
    {
        _context = context;
        _loops = [.. Enumerable.Range(0, context.Options.LoopCount).Select(i => new AsyncLoop(context, i))];
    }

    public void Start()
    {
        // Its threads are the pool's.
    }

    public void Tick()
    {
        foreach (var connection in _connections.Values)
            connection.Tick();
        foreach (var loop in _loops)
            loop.Tick();
    }

    public void Drain()
    {
        _draining = true;
        CloseListeners();
        foreach (var connection in _connections.Values)
            connection.Drain();
    }

    public async ValueTask DisposeAsync()
    {
        _stopped = true;
        await _stopping.CancelAsync();
        await Task.WhenAll(CloseListeners());
        _context.Gate.Shut();
        foreach (var connection in _connections.Values)
            connection.Stop();
        // A connection that was being made when the flag was set has seen it.
        await _context.Gate.Empty;
        _stopping.Dispose();
    }

    public IEnumerable<ConnectionInfo> Connections() => _connections.Values.Select(c => c.Describe()).OfType<ConnectionInfo>();

    /// <summary>Takes over a connected stream, TLS already agreed on.</summary>
    public void Adopt(Stream stream, Socket? socket, EndPoint? remote, EndPoint? local)
    {
        var loop = Choose();
        loop.Adopt();
        var pump = new StreamPump(stream, socket, probeFirst: stream is SslStream);
        var connection = new AsyncConnection(this, loop, pump, remote, local);
        _connections[connection.Id] = connection;
        connection.Start();
        if (_stopped)
            connection.Stop();
        else if (_draining)
            connection.Drain();
    }

    public void Ended(AsyncConnection connection) => _connections.TryRemove(connection.Id, out _);

    /// <summary>See <see cref="IRelayConnection.Dial"/>.</summary>
    public AsyncConnection? Dial(AsyncLoop loop, EndPoint server, IRelaySession session, DialOptions? options)
    {
#pragma warning disable CA2000 // The connection owns it from here.
        if (_stopped || TryMakeSocket(server) is not { } socket)
            return null;
        var stream = new DialledStream(socket, options);
#pragma warning restore CA2000
        var pump = new StreamPump(stream, socket, probeFirst: options?.Tls is not null);
        var connection = new AsyncConnection(this, loop, pump, server, null, session);
        _connections[connection.Id] = connection;
        _ = stream.ConnectAsync(server, connection.DialDone, error => _context.Log.HandshakeFailed(server as IPEndPoint, error));
        connection.StartElsewhere();
        if (_stopped)
            connection.Stop();
        return connection;
    }

    private Socket? TryMakeSocket(EndPoint server)
    {
        try
        {
            var socket = new Socket(
                server.AddressFamily, SocketType.Stream, server is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
            if (server is IPEndPoint)
                BoundListener.SetTcpOptions(socket, _context.Options);
            return socket;
        }
        catch (SocketException)
        {
            // Out of descriptors, or a family that this machine does not have: the caller is told.
            return null;
        }
    }

    private AsyncLoop Choose()
    {
        var best = _loops[(uint)Interlocked.Increment(ref _next) % (uint)_loops.Length];
        foreach (var loop in _loops)
        {
            if (loop.Assigned < best.Assigned)
                best = loop;
        }

        return best;
    }
}
