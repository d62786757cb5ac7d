using FromScratch.LoadGen.Drivers;
using FromScratch.LoadGen.Io;
using FromScratch.LoadGen.Workload;

namespace FromScratch.LoadGen.Running;

/// <summary>
/// One generator thread: its connections, one poller, one driver. In a closed loop a connection sends a batch of
/// <see cref="LoadPhase.Pipeline"/> requests at once and the next batch when all are answered, so both sides of a comparison are
/// asked in the same rhythm. In an open loop the pacer says when a request is due, and the next connection with a free slot takes it.
/// </summary>
internal sealed class LoadLoop : IDisposable
{
    private const long StallNsMax = 30_000_000_000;
    private const long WaitNsMax = 100_000_000;

    private readonly IPoller _poller;
    private readonly IProtocolDriver _driver;
    private readonly LoadConnection[] _connections;
    private readonly int[] _ready;
    private readonly long[] _keys;
    private readonly CancellationToken _abort;

    private LoadPhase _phase = null!;
    private IOperationSource _source = null!;
    private PhaseCounters _counters = null!;
    private OpenLoopPacer? _pacer;
    private long _requestsLeft;
    private long _deadlineNs;
    private long _nowNs;
    private int _unanswered;
    private int _cursor;
    private bool _ended;

    public LoadLoop(LoadPlan plan, int connections, CancellationToken abort)
    {
        _poller = OperatingSystem.IsLinux() ? new EpollPoller() : new SelectPoller();
        _driver = plan.NewDriver();
        _abort = abort;
        _ready = new int[connections];
        _keys = new long[plan.KeysPerRequestMax];
        _connections = new LoadConnection[connections];
        for (var i = 0; i < connections; i++)
        {
            _connections[i] = new LoadConnection(i, plan.SlotsPerConnection, plan.KeysPerRequestMax, _driver.ReplyPieceBytesMax);
            _poller.Add(i, plan.Server.Connect());
        }
    }

    /// <summary>Runs one phase to its end; every request sent in it has been answered when this returns.</summary>
    public void Run(LoadPhase phase, IOperationSource source, PhaseCounters counters, int threads)
    {
        _phase = phase;
        _source = source;
        _counters = counters;
        _ended = false;
        _requestsLeft = phase.RequestsPerThread ?? long.MaxValue;
        var cpu = ProcessCpu.CurrentThreadNs();
        _nowNs = counters.StartNs = Clock.NowNs();
        _deadlineNs = phase.Duration is { } duration ? _nowNs + (long)(duration.TotalSeconds * 1e9) : long.MaxValue;
        _pacer = phase.RatePerSecond > 0 ? new OpenLoopPacer(_nowNs, phase.RatePerSecond / threads) : null;
        if (_pacer is null)
            StartBatches();
        Turn();
        counters.EndNs = _nowNs;
        counters.ThreadCpuNs = ProcessCpu.CurrentThreadNs() - cpu;
    }

    public void Dispose() => _poller.Dispose();

    private void StartBatches()
    {
        foreach (var connection in _connections)
        {
            FillBatch(connection);
            Flush(connection);
        }
    }

    private void Turn()
    {
        var lastReplyNs = _nowNs;
        while (true)
        {
            if (_pacer is not null && !_ended)
                SendDue(_pacer);
            if (_ended && _unanswered == 0)
                return;
            var count = _poller.Wait(_ready, NextWakeNs());
            _abort.ThrowIfCancellationRequested();
            _nowNs = Clock.NowNs();
            if (_nowNs >= _deadlineNs && !_ended)
                End();
            for (var i = 0; i < count; i++)
                OnReady(_connections[_ready[i]]);
            if (count > 0 || _unanswered == 0)
                lastReplyNs = _nowNs;
            else if (_nowNs - lastReplyNs > StallNsMax)
                throw new TimeoutException($"no reply for {StallNsMax / 1_000_000_000} s with {_unanswered} requests unanswered");
        }
    }

    private long NextWakeNs()
    {
        var wait = WaitNsMax;
        if (!_ended)
            wait = Math.Min(wait, _deadlineNs - _nowNs);
        if (_pacer is not null && !_ended && TryFindFree(out _))
            wait = Math.Min(wait, _pacer.NextNs - Clock.NowNs());
        return Math.Max(wait, 0);
    }

    /// <summary>Open loop: sends all that is due now, as long as a connection is free.</summary>
    private void SendDue(OpenLoopPacer pacer)
    {
        _nowNs = Clock.NowNs();
        while (!_ended && TryFindFree(out var connection) && pacer.TryTake(_nowNs, out var intendedNs))
        {
            _cursor = connection.Index + 1 == _connections.Length ? 0 : connection.Index + 1;
            if (TryAppendNext(connection, intendedNs))
                Flush(connection);
        }
    }

    private bool TryFindFree(out LoadConnection connection)
    {
        for (var i = 0; i < _connections.Length; i++)
        {
            var at = _cursor + i;
            connection = _connections[at < _connections.Length ? at : at - _connections.Length];
            if (connection.Unanswered < _phase.Pipeline)
                return true;
        }
        connection = _connections[0];
        return false;
    }

    /// <summary>The phase sends nothing more. What the pacer still owes by now is counted, and its wait so far is recorded.</summary>
    private void End()
    {
        _ended = true;
        while (_pacer is not null && _pacer.TryTake(Math.Min(_nowNs, _deadlineNs), out var intendedNs))
        {
            _counters.Unsent++;
            _counters.Latencies.Record(OperationKind.Get, _nowNs - intendedNs);
        }
    }

    private void FillBatch(LoadConnection connection)
    {
        for (var i = 0; i < _phase.Pipeline && !_ended; i++)
        {
            if (!TryAppendNext(connection, _nowNs))
                return;
        }
    }

    private bool TryAppendNext(LoadConnection connection, long startNs)
    {
        var count = _requestsLeft > 0 ? _source.Next(_keys, out var kind) : Exhausted(out kind);
        if (count == 0)
        {
            _ended = true;
            return false;
        }
        _requestsLeft--;
        connection.Append(_driver, kind, _keys.AsSpan(0, count), startNs);
        _unanswered++;
        return true;
    }

    private static int Exhausted(out OperationKind kind)
    {
        kind = OperationKind.Get;
        return 0;
    }

    private void OnReady(LoadConnection connection)
    {
        if (connection.WaitsForRoom)
            Flush(connection);
        var received = _poller.Receive(connection.Index, connection.ReceiveSpace());
        if (received == IPoller.WouldBlock)
            return;
        if (received == 0)
            throw new IOException("the server closed the connection");
        connection.ReceivedEnd += received;
        ReadReplies(connection);
        if (connection.Unanswered == 0 && _pacer is null)
            FillBatch(connection);
        Flush(connection);
    }

    private void ReadReplies(LoadConnection connection)
    {
        while (connection.ReceivedStart < connection.ReceivedEnd)
        {
            if (connection.Unanswered == 0)
                throw new ProtocolDesyncException("bytes arrived that nobody asked for");
            ref var oldest = ref connection.Oldest;
            var input = connection.Received.AsSpan(connection.ReceivedStart, connection.ReceivedEnd - connection.ReceivedStart);
            var tally = _counters.Tally;
            var done = _driver.TryRead(input, oldest.Kind, connection.OldestKeys, ref oldest.Progress, tally, out var consumed);
            connection.ReceivedStart += consumed;
            if (done)
                Settle(connection, oldest);
            if (!tally.MissedKeys.IsEmpty)
                StoreMissed(connection, tally);
            if (!done)
                return;
        }
    }

    private void Settle(LoadConnection connection, in PendingRequest request)
    {
        if (_phase.Measured)
            _counters.Latencies.Record(request.Kind, _nowNs - request.StartNs);
        if (_phase.LookAside && request.Kind == OperationKind.Set)
        {
            _counters.LookAsideSets++;
        }
        else
        {
            _counters.Requests++;
            _counters.Keys += request.KeyCount;
        }
        connection.RemoveOldest();
        _unanswered--;
    }

    private void StoreMissed(LoadConnection connection, ReplyTally tally)
    {
        if (_phase.LookAside)
        {
            foreach (ref readonly var key in tally.MissedKeys)
            {
                connection.Append(_driver, OperationKind.Set, new ReadOnlySpan<long>(in key), _nowNs);
                _unanswered++;
            }
        }
        tally.ClearMissed();
    }

    private void Flush(LoadConnection connection)
    {
        while (connection.OutputStart < connection.OutputEnd)
        {
            var unsent = connection.Output.AsSpan(connection.OutputStart, connection.OutputEnd - connection.OutputStart);
            var sent = _poller.Send(connection.Index, unsent);
            if (sent == IPoller.WouldBlock)
            {
                WaitForRoom(connection, true);
                return;
            }
            connection.OutputStart += sent;
        }
        connection.OutputStart = connection.OutputEnd = 0;
        WaitForRoom(connection, false);
    }

    private void WaitForRoom(LoadConnection connection, bool wait)
    {
        if (connection.WaitsForRoom == wait)
            return;
        connection.WaitsForRoom = wait;
        _poller.WantWrite(connection.Index, wait);
    }
}
