using System.Net;
using FromScratch.Transport.Connections;
using FromScratch.Transport.Stats;

namespace FromScratch.Transport.Async;

/// <summary>
/// One connection over any <see cref="Stream"/> (socket, TLS, in-memory pair). Whatever happens to it is posted as a flag; who posts the
/// first flag runs the connection until no flag is left, so nothing of it runs twice at a time and a finished operation costs no hop.
/// </summary>
internal sealed partial class AsyncConnection : IRelayConnection, IThreadPoolWorkItem
{
    private const int Running = 1 << 0;
    private const int Started = 1 << 1;
    private const int Woken = 1 << 2;
    private const int Aborted = 1 << 3;
    private const int ReceiveDone = 1 << 4;
    private const int SendDone = 1 << 5;
    private const int Ticked = 1 << 6;
    private const int Draining = 1 << 7;
    private const int Turned = 1 << 8;
    private const int Stopped = 1 << 9;
    private const int Dialled = 1 << 10;
    private const int Pushed = 1 << 11;

    /// <summary>
    /// Operations that complete at once are carried on with, up to so many; then other connections of the thread get their turn.
    /// </summary>
    private const int StepsPerTurnMax = 16;

    private readonly AsyncLoop _loop;
    private readonly AsyncDriver _driver;
    private readonly StreamPump _pump;
    private ConnectionCore? _core;
    private int _posted;
    private bool _woken;
    private CloseReason? _closing;
    private bool _finished;

    /// <param name="driver">Whose it is.</param>
    /// <param name="loop">Its loop.</param>
    /// <param name="pump">Moves the bytes.</param>
    /// <param name="remote">The peer.</param>
    /// <param name="local">The listening address; null for one that is dialled.</param>
    /// <param name="dialling">The session of one that is dialled; null = the factory makes one.</param>
    public AsyncConnection(
        AsyncDriver driver, AsyncLoop loop, StreamPump pump, EndPoint? remote, EndPoint? local, IRelaySession? dialling = null)
    {
        _driver = driver;
        _loop = loop;
        RemoteEndPoint = remote;
        LocalEndPoint = local;
        _pump = pump;
        _pump.Attach(() => Post(ReceiveDone), () => Post(SendDone));
        if (dialling is null)
            return;
        _isDialled = true;
        _core = new ConnectionCore(dialling, loop.Context.Limits, loop.Context.NowMs);
    }

    public long Id { get; } = ConnectionGate.NextId();

    public int LoopIndex => _loop.Index;

    public EndPoint? RemoteEndPoint { get; }

    public EndPoint? LocalEndPoint { get; }

    public void Start() => Post(Started);

    public void Wake() => PostElsewhere(Woken);

    public void Abort() => PostElsewhere(Aborted);

    public void Tick() => PostElsewhere(Ticked);

    public void Drain() => PostElsewhere(Draining);

    public void Stop() => PostElsewhere(Stopped);

    public ConnectionInfo? Describe() => _core is { } core ? _loop.Context.Describe(this, core) : null;

    void IThreadPoolWorkItem.Execute() => Run();

    /// <summary>Whoever wakes may hold locks, or be another connection's session: never run on its stack.</summary>
    private void PostElsewhere(int flag)
    {
        if ((Interlocked.Or(ref _posted, flag | Running) & Running) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Post(int flag)
    {
        if ((Interlocked.Or(ref _posted, flag | Running) & Running) == 0)
            Run();
    }

    private void Run()
    {
        while (true)
        {
            var flags = Interlocked.Exchange(ref _posted, Running) & ~Running;
            if (flags != 0)
                Handle(flags);
            else if (Interlocked.CompareExchange(ref _posted, 0, Running) == Running)
                return;
        }
    }

    private void Handle(int flags)
    {
        if (_closing is not null)
        {
            _pump.LetGo((flags & ReceiveDone) != 0, (flags & SendDone) != 0);
            TryFinish();
            return;
        }

        try
        {
            if ((flags & Started) != 0)
                Open();
            Take(flags, _core!);
            Advance(_core!);
        }
#pragma warning disable CA1031 // Top of the loop: one connection's failure is not the others'.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _loop.Context.Log.SessionFailed(Id, RemoteEndPoint, error);
            Close(CloseReason.SessionFailed);
        }
    }

    private void Open()
    {
        if (_isDialled)
            return;
        lock (_loop.Gate)
        {
            _loop.Current = this;
            _core = new ConnectionCore(_loop.Context.Sessions.Open(this), _loop.Context.Limits, _loop.Context.NowMs);
            _loop.Counters.ConnectionsTotal++;
            _loop.Counters.ConnectionsCurrent++;
        }

        TellPushed();
    }

    private void Take(int flags, ConnectionCore core)
    {
        if ((flags & Aborted) != 0)
            core.Fail(CloseReason.Aborted);
        if ((flags & Stopped) != 0)
            core.Fail(CloseReason.Draining);
        if ((flags & Draining) != 0 && !_isDialled)
            core.BeginDrain();
        _isThere |= (flags & Dialled) != 0;
        if ((flags & Dialled) != 0)
            CallRelay(static core => core.Relay!.Connected());
        if ((flags & SendDone) != 0)
            Sent(core, _pump.EndSend());
        if ((flags & ReceiveDone) != 0)
            Received(core, _pump.EndReceive());
        if ((flags & Ticked) != 0)
            CheckTime(core);
        _woken |= (flags & Woken) != 0;
    }

    private void CheckTime(ConnectionCore core)
    {
        lock (_loop.Gate)
            _woken |= core.CheckTime(_loop.Context.NowMs);
    }

    /// <summary>Does what can be done now: output first, then what woke it, then its turn, then more input.</summary>
    private void Advance(ConnectionCore core)
    {
        for (var steps = 0; steps < StepsPerTurnMax; steps++)
        {
            KeepPushed(core);
            if (core.MustClose is { } reason)
            {
                Close(reason);
                return;
            }

            if (!Step(core, firstStep: steps == 0))
                return;
        }

        PostElsewhereAfterRun();
    }

    /// <summary>False when nothing can go on before something else is posted.</summary>
    private bool Step(ConnectionCore core, bool firstStep)
    {
        if (_pump.Sending)
            return false;
        if (core.HasUnsent)
            return Send(core);
        FinishIfDue();
        if (_woken)
            return Woke(core);
        if (core.WantsTurn)
            return firstStep ? Execute(core, default, 0) : PostElsewhereAfterRun();
        if (!core.WantsInput || _pump.Receiving)
            return false;
        return _pump.BeginReceive() && Received(core, _pump.EndReceive());
    }

    /// <summary>A turn later, behind what else waits for the thread.</summary>
    private bool PostElsewhereAfterRun()
    {
        ThreadPool.UnsafeQueueUserWorkItem(static self => self.Post(Turned), this, preferLocal: false);
        return false;
    }

    private bool Send(ConnectionCore core)
    {
        if (_pump.BeginSend(core.UnsentMemory))
            return Sent(core, _pump.EndSend());
        core.Pause();
        return false;
    }

    private bool Sent(ConnectionCore core, int count)
    {
        if (count < 0)
        {
            core.OutputBroken();
            return true;
        }

        lock (_loop.Gate)
        {
            _loop.Counters.BytesWritten += count;
            _loop.Counters.Writes++;
            _loop.Current = this;
            core.Sent(count, _loop.Context.NowMs);
            TellDrained(core);
        }

        TellPushed();
        return true;
    }

    private bool Received(ConnectionCore core, int count)
    {
        switch (count)
        {
            case StreamPump.Readable or StreamPump.Stilled:
                break;
            case StreamPump.Broken:
                core.Fail(CloseReason.PeerClosed);
                break;
            case 0:
                CallRelay(static core => core.PeerFinished());
                break;
            default:
                if (_pump.Sending)
                    core.HoldBack(_pump.Window, count);
                else
                    Execute(core, _pump.Window, count);
                break;
        }

        _pump.ReleaseWindow(count);
        return true;
    }

    private bool Woke(ConnectionCore core)
    {
        _woken = false;
        lock (_loop.Gate)
        {
            try
            {
                _loop.Current = this;
                _loop.Counters.Wakes++;
                core.Wake(_loop.Output);
                KeepOutput(core);
            }
            finally
            {
                _loop.Output.Clear();
            }
        }

        TellPushed();
        return true;
    }

    /// <summary>Runs the session on <paramref name="count"/> received bytes, or (0) on those at hand.</summary>
    private bool Execute(ConnectionCore core, ReceiveWindow window, int count)
    {
        lock (_loop.Gate)
        {
            try
            {
                _loop.Current = this;
                if (count > 0)
                {
                    _loop.Counters.BytesRead += count;
                    _loop.Counters.Reads++;
                    core.Received(window, count, _loop.Output, _loop.Context.NowMs);
                }
                else
                {
                    core.Continue(_loop.Output);
                }

                if (core.WantsTurn)
                    _loop.Counters.Yields++;
                KeepOutput(core);
            }
            finally
            {
                _loop.Output.Clear();
            }
        }

        TellPushed();
        return true;
    }

    private void KeepOutput(ConnectionCore core)
    {
        if (_loop.Output.Length > 0)
            core.Keep(_loop.Output.Written, _loop.Context.NowMs);
    }

    private void Close(CloseReason reason)
    {
        _closing = reason;
        if (_resets)
            _pump.Reset();
        else
            _pump.Close(graceful: reason is not (CloseReason.Aborted or CloseReason.OutputOverLimit or CloseReason.SessionFailed));
        TryFinish();
    }

    /// <summary>Buffers go back to the pool when no operation can touch them any more.</summary>
    private void TryFinish()
    {
        if (_finished || _pump.Sending || _pump.Receiving)
            return;
        _finished = true;
        _pump.ReturnWindow();
        lock (_loop.Gate)
        {
            _loop.Current = this;
            if (_isDialled)
                _loop.Context.FinishDialled(this, _core!, _closing!.Value);
            else if (_core is { } core)
                _loop.Context.Finish(this, core, _closing!.Value);
            else
                _loop.Context.Gate.Leave();
            _pushed.Clear();
        }

        TellPushed();
        if (!_isDialled)
            _loop.Released();
        _driver.Ended(this);
    }
}
