using FromScratch.Transport.Stats;

namespace FromScratch.Transport.Connections;

/// <summary>What the drivers, loops and connections of one server share.</summary>
internal sealed class ServerContext
{
    private long _nowMs;

    public ServerContext(TransportOptions options, ISessionFactory sessions, TimeProvider time, ITransportLog log)
    {
        Options = options;
        Sessions = sessions;
        Time = time;
        Log = log;
        Limits = new ConnectionLimits(options);
        Gate = new ConnectionGate(options.ConnectionsMax);
        Counters = [.. Enumerable.Range(0, Math.Max(1, options.LoopCount)).Select(_ => new LoopCounters())];
        RefreshClock();
    }

    public TransportOptions Options { get; }

    public ISessionFactory Sessions { get; }

    public TimeProvider Time { get; }

    public ITransportLog Log { get; }

    public ConnectionLimits Limits { get; }

    public ConnectionGate Gate { get; }

    public AcceptCounters Accepts { get; } = new();

    /// <summary>By loop index.</summary>
    public LoopCounters[] Counters { get; }

    /// <summary>Monotonic milliseconds as of the last tick: what idle and stall limits are measured with.</summary>
    public long NowMs => Volatile.Read(ref _nowMs);

    public void RefreshClock() => Volatile.Write(ref _nowMs, Time.GetTimestamp() / Math.Max(1, Time.TimestampFrequency / 1000));

    public ConnectionInfo Describe(IConnection connection, ConnectionCore core) => new(
        connection.Id, connection.LoopIndex, connection.RemoteEndPoint, connection.LocalEndPoint, core.State,
        Math.Max(0, NowMs - core.LastActiveMs) / 1000, core.UnsentBytes);

    /// <summary>On the loop: <see cref="ISessionFactory.Tick"/>, which cannot harm the loop.</summary>
    public void TickSessions(int loopIndex)
    {
        try
        {
            Sessions.Tick(loopIndex);
        }
#pragma warning disable CA1031 // Top of the loop: what goes wrong for all sessions together ends no connection by itself.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Log.SessionFailed(0, null, error);
        }
    }

    /// <summary>Tells the session that its connection is gone, and counts it; a session that throws here cannot harm the loop.</summary>
    public void Finish(IConnection connection, ConnectionCore core, CloseReason reason)
    {
        var counters = Counters[connection.LoopIndex];
        counters.Closes[(int)reason]++;
        counters.ConnectionsCurrent--;
        TellClosed(connection, core, reason);
        Gate.Leave();
    }

    /// <summary>The same for a connection that was dialled: no client, so it counts nowhere.</summary>
    public void FinishDialled(IConnection connection, ConnectionCore core, CloseReason reason) => TellClosed(connection, core, reason);

    private void TellClosed(IConnection connection, ConnectionCore core, CloseReason reason)
    {
        try
        {
            core.Closed(reason);
        }
#pragma warning disable CA1031 // Top of the loop: whatever one session throws, the others go on.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Log.SessionFailed(connection.Id, connection.RemoteEndPoint, error);
        }
    }
}

/// <summary>Counters of accepting; interlocked, as several listeners may write them.</summary>
internal sealed class AcceptCounters
{
    public long Pauses;
    public long PausedMicroseconds;
    public long HandshakesFailed;
}
