using FromScratch.Core.Buffers;
using FromScratch.Transport.Connections;
using FromScratch.Transport.Stats;

namespace FromScratch.Transport.Epoll;

/// <summary>
/// One I/O thread with its epoll set. A round: the ready sockets, then what other threads posted, then one turn for each connection that
/// had yielded before, then a few steps of handshakes. All its connections share one receive buffer and one output buffer.
/// </summary>
internal sealed class EpollLoop : IDisposable
{
    private const int ReceivedBytes = 64 * 1024;

    /// <summary>A loop that becomes busy notices it by its waits, within hundredths of a second; one that grows quiet by ticks.</summary>
    private const int WaitsPerUpdate = 64;

    /// <summary>A step of a handshake takes as long as about so many requests: handshakes get at most half of a busy loop.</summary>
    private const int RequestsPerShakeTurn = 16;

    private readonly Mailbox _mailbox = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private readonly GiveWayRule _giveWay = new();
    private EpollAcceptor? _acceptor;
    private volatile bool _tickDue;
    private volatile bool _drainDue;
    private volatile bool _stopping;
    private int _assigned;
    private int _waits;

    public EpollLoop(ServerContext context, int index)
    {
        Context = context;
        Index = index;
        Counters = context.Counters[index];
        Output = new OutputBuffer(softLimitBytes: context.Options.OutputPauseBytes);
        Replies = new ReplyBatch(this, Output);
        Sealed = new OutputBuffer(softLimitBytes: context.Options.OutputPauseBytes);
        Epoll.Add(_mailbox.EventFd, Libc.EPOLLIN | Libc.EPOLLET, 0);
        _thread = new Thread(Run) { IsBackground = true, Name = $"io-{index}" };
    }

    public ServerContext Context { get; }

    public int Index { get; }

    public LoopCounters Counters { get; }

    public EpollSet Epoll { get; } = new();

    public SlotTable Slots { get; } = new();

    public byte[] Received { get; } = GC.AllocateUninitializedArray<byte>(ReceivedBytes, pinned: true);

    public OutputBuffer Output { get; }

    /// <summary>Records of the connection whose turn it is, on their way from its TLS to its socket; empty between its turns.</summary>
    public OutputBuffer Sealed { get; }

    /// <summary>What stands in <see cref="Output"/> for connections whose turn is over.</summary>
    public ReplyBatch Replies { get; }

    /// <summary>Whose turn it is: what stands unclaimed in <see cref="Output"/> is its.</summary>
    public EpollConnection? Current { get; set; }

    public Queue<EpollConnection> Yielded { get; } = new();

    /// <summary>Connections that something has come for while they shake hands: each step is long, so requests go before it.</summary>
    public Queue<EpollConnection> Shaking { get; } = new();

    /// <summary>Whether connections close as soon as they have nothing in flight.</summary>
    public bool Draining { get; private set; }

    /// <summary>Connections dealt to this loop and not yet closed.</summary>
    public int Assigned => Volatile.Read(ref _assigned);

    /// <summary>All loops of the driver, by their index.</summary>
    public IReadOnlyList<EpollLoop> Siblings { get; set; } = [];

    /// <summary>Done when the thread has ended.</summary>
    public Task Ended => _ended.Task;

    public void Start(EpollAcceptor? acceptor)
    {
        _acceptor = acceptor;
        _thread.Start();
    }

    /// <summary>False after the loop has ended.</summary>
    public bool TryPost(EpollConnection connection) => _mailbox.TryPost(connection, Thread.CurrentThread == _thread);

    /// <summary>From the accepting loop: takes over a fresh connection.</summary>
    public void Adopt(EpollConnection connection)
    {
        Interlocked.Increment(ref _assigned);
        if (Thread.CurrentThread == _thread)
            connection.Open();
        else
            connection.Post(EpollConnection.PostedOpen);
    }

    public void Released() => Interlocked.Decrement(ref _assigned);

    public void Tick()
    {
        _tickDue = true;
        _mailbox.Signal();
    }

    public void Drain()
    {
        _drainDue = true;
        _mailbox.Signal();
    }

    public void Stop()
    {
        _stopping = true;
        _mailbox.Signal();
    }

    public void Dispose()
    {
        _mailbox.Dispose();
        Epoll.Dispose();
    }

    private void Run()
    {
        // A system that refuses it schedules as it does for everybody.
        if (Context.Options.TimeSliceUs > 0)
            TimeSlice.TrySet(Context.Options.TimeSliceUs);
        while (!_stopping)
        {
            var waiting = Shaking.Count;
            var count = Wait();
            var signalled = _mailbox.HasPosted;
            for (var i = 0; i < count; i++)
                signalled |= Dispatch(Epoll.Data(i), Epoll.Events(i));
            if (EndRound() || signalled)
                Signalled();
            for (var turns = Yielded.Count; turns > 0; turns--)
                Yielded.Dequeue().Turn(TurnKind.Yielded);
            EndRound();
            if (Shaking.Count > 0)
                ShakeSome(requests: count - (Shaking.Count - waiting));
        }

        End();
    }

    private int Wait()
    {
        if (Yielded.Count > 0 || Shaking.Count > 0 || _mailbox.HasPosted)
            return Epoll.Wait(0);
        if (++_waits % WaitsPerUpdate == 0)
            UpdateGiveWay();
        if (_giveWay.IsOn)
        {
            var start = Context.Time.GetTimestamp();
            Thread.Yield();
            var away = Context.Time.GetElapsedTime(start);
            Counters.WaysGiven++;
            var count = Epoll.Wait(0);
            _giveWay.Away(away, hasFound: count > 0);
            if (count > 0)
                return count;
        }

        return Epoll.Wait(-1);
    }

    private void ShakeSome(int requests)
    {
        for (var turns = 1 + (requests / RequestsPerShakeTurn); turns > 0 && Shaking.TryDequeue(out var connection); turns--)
            connection.ShakeTurn();
        EndRound();
    }

    private void UpdateGiveWay()
    {
        if (Context.Options.GivesWay)
            _giveWay.Update((long)Context.Time.GetElapsedTime(0).TotalMilliseconds, Libc.ThreadCpuMs());
    }

    private bool EndRound()
    {
        Replies.Flush();
        try
        {
            return Context.Sessions.RoundEnding();
        }
#pragma warning disable CA1031 // Top of the loop: what goes wrong for all sessions together ends no connection by itself.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Context.Log.SessionFailed(0, null, error);
            return false;
        }
    }

    /// <summary>Returns whether it was the mailbox.</summary>
    private bool Dispatch(ulong data, uint events)
    {
        if (data >> 32 != 0)
            Slots.Find(data)?.Ready(events);
        else if (data == 0)
            return true;
        else
            _acceptor!.Ready((int)data);
        return false;
    }

    private void Signalled()
    {
        foreach (var connection in _mailbox.Take())
            Posted(connection, connection.TakePosted());
        if (_drainDue)
        {
            _drainDue = false;
            Draining = true;
            _acceptor?.Close();
            ForEach(TurnKind.Draining);
        }

        if (_tickDue)
        {
            _tickDue = false;
            _acceptor?.Resume();
            UpdateGiveWay();
            ForEach(TurnKind.Tick);
            Context.TickSessions(Index);
        }
    }

    private static void Posted(EpollConnection connection, int what)
    {
        if ((what & EpollConnection.PostedOpen) != 0)
            connection.Open();
        if ((what & EpollConnection.PostedGiven) != 0)
            connection.Arrive();
        if ((what & EpollConnection.PostedAbort) != 0)
            connection.Close(CloseReason.Aborted);
        else if ((what & EpollConnection.PostedWake) != 0)
            connection.Turn(TurnKind.Woken);
    }

    private void ForEach(TurnKind kind)
    {
        foreach (var connection in Slots.Snapshot())
            connection.Turn(kind);
    }

    private void End()
    {
        _acceptor?.Close();
        foreach (var connection in _mailbox.Shut())
        {
            if ((connection.TakePosted() & (EpollConnection.PostedOpen | EpollConnection.PostedGiven)) != 0)
                connection.Close(CloseReason.Draining);
        }

        foreach (var connection in Slots.Snapshot())
            connection.Close(CloseReason.Draining);
        _ended.SetResult();
    }
}
