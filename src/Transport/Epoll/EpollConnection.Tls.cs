using System.Net.Security;
using FromScratch.Transport.Connections;

namespace FromScratch.Transport.Epoll;

/// <content>TLS between the socket and the core: the handshake first, then records in both directions.</content>
internal sealed unsafe partial class EpollConnection
{
    /// <summary>Told once, and again after its turn: until then what has come stays unread.</summary>
    private const uint ShakingInterest = Libc.EPOLLIN | Libc.EPOLLONESHOT;

    private TlsLayer? _tls;
    private bool _isShaking;

    /// <summary>What its next turn is for; told once, so it stands in the queue once.</summary>
    private uint _shakingEvents;
    private long _shakingSinceMs;

    /// <summary>What goes before the first record, and what the socket has not taken of the handshake.</summary>
    private ByteQueue _early = new(null);

    /// <summary>The next step of the handshake, when it is its turn. Nothing is made for a client that has not said anything.</summary>
    public void ShakeTurn()
    {
        if (EpollData == 0)
            return;
        loop.Current = this;
        try
        {
            if (_tls is null)
                Shake(listener!.Certificates!.AuthenticateAsync);
            if ((_shakingEvents & ~Libc.EPOLLOUT) != 0)
                _tls!.Readable();
            ShakeOn();
        }
#pragma warning disable CA1031 // Top of the loop: one connection's failure is not the others'.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Failed(error);
        }
    }

    private void BeginShaking()
    {
        _isShaking = true;
        _shakingSinceMs = loop.Context.NowMs;
    }

    private void Shake(Func<SslStream, Task> authenticate)
    {
        _tls = new TlsLayer(fd, loop.Sealed);
        _tls.Shake(authenticate);
    }

    private void ShakingReady(uint events)
    {
        _shakingEvents = events;
        loop.Shaking.Enqueue(this);
    }

    /// <summary>After each step of the handshake.</summary>
    private void ShakeOn()
    {
        SendEarly();
        if (_tls!.IsShaking)
        {
            SetInterest(_early.IsEmpty ? ShakingInterest : ShakingInterest | Libc.EPOLLOUT);
            return;
        }

        _isShaking = false;
        try
        {
            _tls.EndHandshake();
        }
#pragma warning disable CA1031 // Whatever a peer does in its handshake ends that connection only.
        catch (Exception error)
#pragma warning restore CA1031
        {
            ShakeFailed(error);
            return;
        }

        SetInterest(Libc.EPOLLIN);
        if (_isDialled)
            Agreed(_core!);
        else
            Begin();
        // The first request may have come with the last words of the handshake.
        if (_closed)
            return;
        KeepEarly(_core!);
        Receive(_core!);
        EndTurn(_core!);
    }

    /// <summary>A dialled connection is there: what was kept for it was not sealed yet.</summary>
    private void Agreed(ConnectionCore core)
    {
        var plain = core.Unsent.ToArray();
        if (plain.Length > 0)
            core.Sent(plain.Length, loop.Context.NowMs);
        _isConnecting = false;
        KeepEarly(core);
        if (plain.Length > 0)
            SendOrKeep(core, plain);
        core.Relay!.Connected();
    }

    private void KeepEarly(ConnectionCore core)
    {
        if (!_early.IsEmpty)
            core.Keep(_early.Span, loop.Context.NowMs);
        _early.Clear();
    }

    private void ShakeFailed(Exception error)
    {
        loop.Context.Log.HandshakeFailed(remote, error);
        if (listener is not null)
        {
            Interlocked.Increment(ref loop.Context.Accepts.HandshakesFailed);
            listener.HandshakeFailed();
        }

        Close(CloseReason.TransportError);
    }

    /// <summary>A turn during the handshake; false when it is over, or there is nothing else to do in it.</summary>
    private bool MayGoOnShaking(TurnKind kind)
    {
        if (kind != TurnKind.Tick || listener is null)
            return _isDialled;
        if (loop.Context.NowMs - _shakingSinceMs >= listener.Certificates!.HandshakeTimeout.TotalMilliseconds)
            ShakeFailed(new TimeoutException("The handshake took too long."));
        return false;
    }

    /// <summary>Sends what it can of the handshake; a socket that is broken tells it when it is read.</summary>
    private void SendEarly()
    {
        _early.TryAppend(loop.Sealed.Written);
        loop.Sealed.Clear();
        if (_early.IsEmpty)
            return;
        nint sent;
        fixed (byte* start = _early.Span)
            sent = Libc.Send(fd, start, _early.Length, Libc.MSG_NOSIGNAL);
        if (sent > 0)
            _early.Consume((int)sent);
    }

    private void ReceiveSealed(ConnectionCore core, TlsLayer tls)
    {
        for (var reads = 0; reads < ReadsPerTurnMax && core.WantsInput && tls.MayHaveMore; reads++)
        {
            if (reads > 0)
                Send(core);
            var window = core.Window(loop.Received);
            if (window.Count == 0)
                return;
            var count = tls.Read(window);
            // An answer to a change of keys, or the reason why the connection ends.
            SendSealed(core);
            if (count <= 0)
            {
                NothingUnsealed(core, tls, count);
                return;
            }

            loop.Counters.BytesRead += count;
            loop.Counters.Reads++;
            core.Received(window, count, loop.Output, loop.Context.NowMs);
        }
    }

    private void NothingUnsealed(ConnectionCore core, TlsLayer tls, int count)
    {
        // RFC 9112 9.8: what a server sends up to the end of its connection is whole only when it has said goodbye.
        if (count == TlsLayer.Broken || (_isDialled && tls.IsCutOff))
            core.Fail(CloseReason.PeerClosed);
        else
            core.PeerFinished();
    }

    private void SealAndSend(ConnectionCore core, TlsLayer tls, ReadOnlySpan<byte> plain)
    {
        if (!plain.IsEmpty && !tls.TrySeal(plain))
            core.OutputBroken();
        else
            loop.Counters.BytesWritten += plain.Length;
        if (IsLast(core))
            tls.Finish();
        SendSealed(core);
    }

    private void SendSealed(ConnectionCore core)
    {
        if (loop.Sealed.Length == 0)
            return;
        if (!core.IsOutputBroken)
            SendOrKeepRaw(core, loop.Sealed.Written);
        loop.Sealed.Clear();
    }

    private void SayGoodbye(ConnectionCore core, TlsLayer tls)
    {
        tls.Finish();
        SendSealed(core);
    }

    /// <summary>The last words are sent when all before them was; nobody waits for them.</summary>
    private void EndTls(TlsLayer tls, CloseReason reason)
    {
        var isGraceful = !_resets && reason is not (CloseReason.Aborted or CloseReason.OutputOverLimit or CloseReason.SessionFailed);
        if (isGraceful && _core is { HasUnsent: false, IsOutputBroken: false } core && !_isConnecting)
            SayGoodbye(core, tls);
        _early.Clear();
        tls.Dispose();
        loop.Sealed.Clear();
    }
}
