using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using FromScratch.Transport.Connections;
using FromScratch.Transport.Listening;
using FromScratch.Transport.Stats;
using FromScratch.Transport.Tls;

namespace FromScratch.Transport.Async;

/// <summary>The portable driver: .NET sockets, TLS on those listeners that ask for it.</summary>
internal sealed class AsyncDriver : ITransportDriver
{
    private readonly ServerContext _context;
    private readonly IReadOnlyList<BoundListener> _listeners;
    private readonly CertificateChooser? _certificates;
    private readonly AsyncLoop[] _loops;
    private readonly ConcurrentDictionary<long, AsyncConnection> _connections = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _accepting = [];
    private volatile bool _draining;
    private volatile bool _stopped;
    private int _next;

    public AsyncDriver(ServerContext context, IReadOnlyList<BoundListener> listeners, CertificateChooser? certificates, int firstLoop)
    {
        _context = context;
        _listeners = listeners;
        _certificates = certificates;
        _loops = [.. Enumerable.Range(firstLoop, context.Options.LoopsPerDriver).Select(i => new AsyncLoop(context, i))];
    }

    public void Start()
    {
        foreach (var listener in _listeners)
            _accepting.Add(AcceptAsync(listener));
    }

    public void Tick()
    {
        foreach (var connection in _connections.Values)
            connection.Tick();
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
        CloseListeners();
        await Task.WhenAll(_accepting);
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

    private async Task AcceptAsync(BoundListener listener)
    {
        while (!_draining && !_stopped)
        {
            try
            {
                Accepted(await listener.Socket.AcceptAsync(_stopping.Token).ConfigureAwait(false), listener);
            }
            catch (SocketException error)
                when (error.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
            {
                await PauseAsync(listener, error).ConfigureAwait(false);
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The listener was closed, which the loop's condition tells, or the peer gave up before it was accepted.
            }
        }
    }

    private async Task PauseAsync(BoundListener listener, SocketException error)
    {
        var since = _context.Time.GetTimestamp();
        Interlocked.Increment(ref _context.Accepts.Pauses);
        _context.Log.AcceptPaused(listener.Address, error.Message);
        await Task.Delay(TransportServer.TickInterval, _context.Time, _stopping.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Interlocked.Add(ref _context.Accepts.PausedMicroseconds, (long)_context.Time.GetElapsedTime(since).TotalMicroseconds);
    }

    private void Accepted(Socket socket, BoundListener listener)
    {
        if (!_context.Gate.TryEnter())
        {
            Reject(socket, listener);
            return;
        }

        if (!TryPrepare(socket, out var remote))
        {
            socket.Dispose();
            _context.Gate.Leave();
            return;
        }

#pragma warning disable CA2000 // The connection owns it from here.
        var stream = new NetworkStream(socket, ownsSocket: true);
#pragma warning restore CA2000
        if (listener.Tls)
            _ = HandshakeAsync(stream, socket, remote, listener);
        else
            Adopt(stream, socket, remote, listener.Address);
    }

    /// <summary>False when the peer is gone already.</summary>
    private bool TryPrepare(Socket socket, out IPEndPoint? remote)
    {
        remote = null;
        try
        {
            remote = socket.RemoteEndPoint as IPEndPoint;
            if (remote is not null && !OperatingSystem.IsLinux())
                BoundListener.SetTcpOptions(socket, _context.Options);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Reject(Socket socket, BoundListener listener)
    {
        var message = _context.Options.RejectionMessage.Span;
        using var stream = new NetworkStream(socket, ownsSocket: true);
        if (listener.Tls || message.IsEmpty)
            return;
        socket.Blocking = false;
        socket.Send(message, SocketFlags.None, out _);
        StreamCloser.Close(stream, socket, graceful: true);
    }

    private async Task HandshakeAsync(NetworkStream stream, Socket socket, IPEndPoint? remote, BoundListener listener)
    {
        try
        {
            var patience = TimeSpan.FromMilliseconds(_context.Options.Tls!.HandshakeTimeoutMs);
            using var timeout = new CancellationTokenSource(patience, _context.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stopping.Token);
#pragma warning disable CA2000 // The connection owns it from here.
            Adopt(await _certificates!.AuthenticateAsync(stream, either.Token).ConfigureAwait(false), socket, remote, listener.Address);
#pragma warning restore CA2000
        }
#pragma warning disable CA1031 // Whatever a peer does in its handshake ends that connection only.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _context.Log.HandshakeFailed(remote, error);
            Interlocked.Increment(ref _context.Accepts.HandshakesFailed);
            listener.HandshakeFailed();
            await stream.DisposeAsync().ConfigureAwait(false);
            _context.Gate.Leave();
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

    private void CloseListeners()
    {
        foreach (var listener in _listeners)
            listener.Dispose();
    }
}
