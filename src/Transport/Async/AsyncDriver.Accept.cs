using System.Net;
using System.Net.Sockets;
using FromScratch.Transport.Listening;

namespace FromScratch.Transport.Async;

/// <content>Accepting, and handshakes.</content>
internal sealed partial class AsyncDriver
{
    private readonly Lock _gate = new();
    private readonly Dictionary<BoundListener, Acceptance> _accepting = [];

    public void Listen(BoundListener listener)
    {
        // Streams of the framework want sockets that say they block; accepted ones take that over.
        listener.Socket.Blocking = true;
#pragma warning disable CA2000 // Disposed of when it stops listening, or with what it is linked to.
        var stop = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
#pragma warning restore CA2000
        // Not here: as long as connections wait it would not return.
        var task = Task.Run(() => AcceptAsync(listener, stop.Token));
        lock (_gate)
            _accepting.Add(listener, new Acceptance(stop, task));
    }

    public void StopListening(BoundListener listener)
    {
        Acceptance? acceptance;
        lock (_gate)
        {
            if (!_accepting.Remove(listener, out acceptance))
                return;
        }

        acceptance.Stop.Cancel();
        acceptance.Task.GetAwaiter().GetResult();
        acceptance.Stop.Dispose();
        if (!_draining && !_stopped)
            AcceptWaiting(listener);
    }

    private Task[] CloseListeners()
    {
        lock (_gate)
        {
            foreach (var listener in _accepting.Keys)
                listener.Dispose();
            return [.. _accepting.Values.Select(acceptance => acceptance.Task)];
        }
    }

    /// <summary>What waits in the kernel, as many as can have waited when it began.</summary>
    private void AcceptWaiting(BoundListener listener)
    {
        listener.Socket.Blocking = false;
        for (var i = 0; i <= _context.Options.Backlog && listener.Socket.Poll(0, SelectMode.SelectRead); i++)
        {
            try
            {
                var socket = listener.Socket.Accept();
                socket.Blocking = true;
                Accepted(socket, listener);
            }
            catch (SocketException error)
                when (error.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
            {
                Interlocked.Increment(ref _context.Accepts.Pauses);
                _context.Log.AcceptPaused(listener.Address, error.Message);
                return;
            }
            catch (SocketException)
            {
                // The peer gave up before it was accepted.
            }
        }
    }

    private async Task AcceptAsync(BoundListener listener, CancellationToken stop)
    {
        while (!_draining && !stop.IsCancellationRequested)
        {
            try
            {
                Accepted(await listener.Socket.AcceptAsync(stop).ConfigureAwait(false), listener);
            }
            catch (SocketException error)
                when (error.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
            {
                await PauseAsync(listener, error, stop).ConfigureAwait(false);
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The listener was closed, which the loop's condition tells, or the peer gave up before it was accepted.
            }
        }
    }

    private async Task PauseAsync(BoundListener listener, SocketException error, CancellationToken stop)
    {
        var since = _context.Time.GetTimestamp();
        Interlocked.Increment(ref _context.Accepts.Pauses);
        _context.Log.AcceptPaused(listener.Address, error.Message);
        await Task.Delay(TransportServer.TickInterval, _context.Time, stop)
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
            var certificates = listener.Certificates!;
            using var timeout = new CancellationTokenSource(certificates.HandshakeTimeout, _context.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stopping.Token);
#pragma warning disable CA2000 // The connection owns it from here.
            Adopt(await certificates.AuthenticateAsync(stream, either.Token).ConfigureAwait(false), socket, remote, listener.Address);
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

    private sealed record Acceptance(CancellationTokenSource Stop, Task Task);
}
