using System.Net;
using System.Runtime.InteropServices;
using FromScratch.Transport.Connections;
using FromScratch.Transport.Listening;
using FromScratch.Transport.Stats;

namespace FromScratch.Transport.Epoll;

/// <summary>
/// One socket, accepted or dialled: moves bytes between it and its <see cref="ConnectionCore"/>. Everything but posting runs on its loop.
/// </summary>
/// <param name="loop">Its loop.</param>
/// <param name="fd">Owned.</param>
/// <param name="remote">The peer.</param>
/// <param name="listener">Where it was accepted; null for one that is dialled.</param>
#pragma warning disable CA1001 // Close disposes of its TLS.
internal sealed unsafe partial class EpollConnection(EpollLoop loop, int fd, EndPoint? remote, BoundListener? listener) : IRelayConnection
#pragma warning restore CA1001
{
    public const int PostedOpen = 1;
    public const int PostedWake = 2;
    public const int PostedAbort = 4;
    public const int PostedGiven = 8;

    /// <summary>A full buffer is followed by another read, but one connection's reads end here for this turn.</summary>
    private const int ReadsPerTurnMax = 4;

    private ConnectionCore? _core;
    private uint _interest;
    private int _posted;
    private bool _queued;
    private bool _closed;

    /// <summary>
    /// Broken or hung up, with input unread that is not wanted yet: epoll would report that for ever, so it does not watch meanwhile.
    /// </summary>
    private bool _isParked;

    public long Id { get; } = ConnectionGate.NextId();

    public int LoopIndex => loop.Index;

    public bool EndsRounds => true;

    public EndPoint? RemoteEndPoint => remote;

    public EndPoint? LocalEndPoint => listener?.Address;

    /// <summary>What epoll returns for this socket; 0 = not open.</summary>
    public ulong EpollData { get; private set; }

    public void Wake() => Post(PostedWake);

    public void Abort() => Post(PostedAbort);

    public void Post(int what)
    {
        // A loop that has ended takes no new connection; for those it had, there is nothing left to do.
        if (Interlocked.Or(ref _posted, what) == 0 && !loop.TryPost(this) && what is (PostedOpen or PostedGiven))
            Close(CloseReason.Draining);
    }

    public int TakePosted() => Interlocked.Exchange(ref _posted, 0);

    public ConnectionInfo? Describe() => _core is { } core ? loop.Context.Describe(this, core) : null;

    /// <summary>First call on the loop: registers the socket, and makes the session unless TLS comes first.</summary>
    public void Open()
    {
        try
        {
            EpollData = loop.Slots.Add(this);
            if (listener!.Tls)
                BeginShaking();
            _interest = _isShaking ? ShakingInterest : Libc.EPOLLIN;
            loop.Epoll.Add(fd, _interest, EpollData);
            if (!_isShaking)
                Begin();
        }
#pragma warning disable CA1031 // Top of the loop: one connection's failure is not the others'.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Failed(error);
        }
    }

    /// <summary>Handles what epoll reported.</summary>
    public void Ready(uint events)
    {
        if (_isShaking)
        {
            ShakingReady(events);
            return;
        }

        loop.Current = this;
        try
        {
            Ready(_core!, events);
        }
#pragma warning disable CA1031
        catch (Exception error)
#pragma warning restore CA1031
        {
            Failed(error);
        }
    }

    /// <summary>A turn that is not caused by the socket: more of the bytes at hand, a wake, a drain, a time limit.</summary>
    public void Turn(TurnKind kind)
    {
        if (EpollData == 0 || (_isShaking && !MayGoOnShaking(kind)) || _core is not { } core)
            return;
        loop.Current = this;
        try
        {
            Act(core, kind);
            if (_claims == 0)
                Settle(core);
        }
#pragma warning disable CA1031
        catch (Exception error)
#pragma warning restore CA1031
        {
            Failed(error);
        }
    }

    public void Close(CloseReason reason)
    {
        if (_closed)
            return;
        _closed = true;
        if (EpollData != 0)
            loop.Slots.Remove(EpollData);
        EpollData = 0;
        if (_tls is not null)
            EndTls(_tls, reason);
        // Unread input would turn the close into a reset that can overtake the last replies, so it is read away first.
        if (_resets)
            NativeSocket.Reset(fd);
        else
            NativeSocket.CloseGently(fd, loop.Received);
        if (!_isDialled)
            loop.Released();
        if (_isDialled)
            FinishDialled(reason);
        else if (_core is { } core)
            loop.Context.Finish(this, core, reason);
        else
            loop.Context.Gate.Leave();
    }

    private void Begin()
    {
        _core = new ConnectionCore(loop.Context.Sessions.Open(this), loop.Context.Limits, loop.Context.NowMs);
        loop.Counters.ConnectionsTotal++;
        loop.Counters.ConnectionsCurrent++;
        if (loop.Draining)
            Turn(TurnKind.Draining);
    }

    private void Ready(ConnectionCore core, uint events)
    {
        if ((events & ~Libc.EPOLLIN) != 0 && !ReadyBesidesInput(core, events))
            return;
        if (core.WantsInput)
        {
            _tls?.Readable();
            Receive(core);
        }
        else if ((events & Libc.EPOLLIN) != 0 && !core.WantsTurn)
        {
            SetInterest(_interest & ~Libc.EPOLLIN);
        }

        EndTurn(core);
    }

    /// <summary>What it wrote may wait for that of others.</summary>
    private void EndTurn(ConnectionCore core)
    {
        if (!loop.Replies.TryAdd(this) && _claims == 0)
            Settle(core);
    }

    private void Act(ConnectionCore core, TurnKind kind)
    {
        switch (kind)
        {
            case TurnKind.Yielded:
                _queued = false;
                core.Continue(loop.Output);
                if (_tls is not null)
                    Receive(core);
                Send(core);
                break;
            case TurnKind.Woken:
                loop.Counters.Wakes++;
                core.Wake(loop.Output);
                Send(core);
                break;
            case TurnKind.Draining when _isDialled:
                break;
            case TurnKind.Draining:
                core.BeginDrain();
                if (core.WantsInput)
                    Receive(core);
                Send(core);
                break;
            default:
                if (core.CheckTime(loop.Context.NowMs))
                {
                    core.Wake(loop.Output);
                    Send(core);
                }

                break;
        }
    }

    /// <summary>Writable, hung up or broken; false when the connection was closed over it.</summary>
    private bool ReadyBesidesInput(ConnectionCore core, uint events)
    {
        if (_isConnecting)
            return Connected(core);
        if ((events & Libc.EPOLLOUT) != 0 && core.HasUnsent)
            SendUnsent(core);
        if ((events & (Libc.EPOLLERR | Libc.EPOLLHUP)) == 0 || core.WantsInput)
            return true;
        if (core.Relay is not null && (_isDialled || (events & Libc.EPOLLERR) == 0))
        {
            Park(core);
            return true;
        }

        Close(CloseReason.PeerClosed);
        return false;
    }

    private void Park(ConnectionCore core)
    {
        core.OutputBroken();
        if (_isParked)
            return;
        _isParked = true;
        loop.Epoll.Remove(fd);
    }

    /// <summary>Reads until the socket is empty. The replies to the last read stay in the loop's output.</summary>
    private void Receive(ConnectionCore core)
    {
        if (_tls is not null)
        {
            ReceiveSealed(core, _tls);
            return;
        }

        for (var reads = 0; reads < ReadsPerTurnMax && core.WantsInput; reads++)
        {
            var window = core.Window(loop.Received);
            if (window.Count == 0)
                return;
            nint count;
            fixed (byte* start = &window.Array[window.Offset])
                count = Libc.Recv(fd, start, window.Count, 0);
            if (count <= 0)
            {
                NothingReceived(core, (int)count);
                return;
            }

            loop.Counters.BytesRead += count;
            loop.Counters.Reads++;
            core.Received(window, (int)count, loop.Output, loop.Context.NowMs);
            if (count < window.Count)
                return;
            Send(core);
        }
    }

    private static void NothingReceived(ConnectionCore core, int count)
    {
        if (count == 0)
            core.PeerFinished();
        else
            Broken(core);
    }

    private static void Broken(ConnectionCore core)
    {
        switch (Marshal.GetLastPInvokeError())
        {
            case Libc.EAGAIN or Libc.EINTR or Libc.ENOBUFS or Libc.ENOMEM:
                break;
            case Libc.ECONNRESET or Libc.EPIPE:
                core.Fail(CloseReason.PeerClosed);
                break;
            default:
                core.Fail(CloseReason.TransportError);
                break;
        }
    }

    /// <summary>After every turn: close, queue for another turn, or adjust what epoll watches.</summary>
    private void Settle(ConnectionCore core)
    {
        if (_receiver is not null)
        {
            Give();
            return;
        }

        if (core.MustClose is { } reason)
        {
            Close(reason);
            return;
        }

        if (_isShaking)
            return;
        if (core.WantsTurn && !_queued)
        {
            loop.Counters.Yields++;
            Queue();
        }

        if (_isParked)
        {
            Unpark(core);
            return;
        }

        if (_finishes && !core.HasUnsent && _claims == 0 && !_isConnecting)
            ShutDownOutput(core);

        // Input that is not wanted is switched off only when it really comes: most waits end before that.
        var interest = core.HasUnsent || _isConnecting ? _interest | Libc.EPOLLOUT : _interest & ~Libc.EPOLLOUT;
        if (core.WantsInput)
            interest |= Libc.EPOLLIN;
        if (interest != _interest)
            SetInterest(interest);
        // What SslStream has taken from the socket already, epoll does not tell.
        if (_tls is not null && !_queued && core.WantsInput && _tls.MayHaveMore)
            Queue();
    }

    private void Queue()
    {
        _queued = true;
        loop.Yielded.Enqueue(this);
    }

    private void Unpark(ConnectionCore core)
    {
        if (!core.WantsInput)
            return;
        _isParked = false;
        _interest = Libc.EPOLLIN;
        loop.Epoll.Add(fd, _interest, EpollData);
    }

    private void SetInterest(uint interest)
    {
        if (_isParked)
            return;
        _interest = interest;
        loop.Epoll.Modify(fd, interest, EpollData);
    }

    private void Failed(Exception error)
    {
        loop.Replies.DropUnclaimed();
        loop.Context.Log.SessionFailed(Id, remote, error);
        Close(CloseReason.SessionFailed);
    }
}
