using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.LoadBalancer.Backends;
using FromScratch.Protocols.Http;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>
/// What the sessions of one I/O loop share. They run one at a time, so nothing here is locked, and a head is parsed, used and forgotten
/// within one call.
/// </summary>
internal sealed class LoopState
{
    private readonly Dictionary<Server, LinkPool> _pools = [];
    private readonly Dictionary<Backend, WaitingLine> _lines = [];
    private readonly TimeProvider _time;
    private readonly int _loops;

    /// <param name="core">What all loops share.</param>
    /// <param name="index">Of this one.</param>
    /// <param name="loops">How many there are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="seed">Of its random numbers.</param>
    public LoopState(BalancerCore core, int index, int loops, TimeProvider time, ulong seed)
    {
        Core = core;
        Index = index;
        _loops = loops;
        _time = time;
        Random = new SeededRandom(seed);
        Hedges = new HedgeLine(time);
    }

    public BalancerCore Core { get; }

    public int Index { get; }

    public SeededRandom Random { get; }

    public HedgeLine Hedges { get; }

    /// <summary>For a head that is being rewritten; empty between two uses.</summary>
    public OutputBuffer Scratch { get; } = new();

    public HttpRequestHead RequestHead { get; } = new();

    public HttpResponseHead ResponseHead { get; } = new();

    public HttpDate Date { get; } = new();

    public LoopAccessLogs Logs { get; } = new();

    /// <summary>Null = none is written.</summary>
    public LoopAccessLog? AccessLog => Logs.Current;

    /// <summary>Monotonic microseconds.</summary>
    public long NowUs => (long)_time.GetElapsedTime(0).TotalMicroseconds;

    public long NowMs => (long)_time.GetElapsedTime(0).TotalMilliseconds;

    public ReadOnlySpan<byte> DateLine => Date.Line(_time.GetUtcNow().ToUnixTimeSeconds());

    public DateTimeOffset WallClock => _time.GetUtcNow();

    /// <summary>Idle connections to this server.</summary>
    public LinkPool PoolOf(Server server)
    {
        if (_pools.TryGetValue(server, out var pool))
            return pool;
        ForgetRemoved();
        var all = Core.Pools.Of(server, _loops);
        pool = new LinkPool(server, server.Cells(Index), server.Address, all);
        _pools.Add(server, pool);
        Volatile.Write(ref all[Index], pool);
        return pool;
    }

    /// <summary>Before a pool is added: what reloads have taken away does not stay for ever.</summary>
    private void ForgetRemoved()
    {
        foreach (var (server, pool) in _pools)
        {
            if (server.IsRemoved && pool.Count == 0)
                _pools.Remove(server);
        }
    }

    /// <summary>Requests of this loop that wait until a server of the backend has room.</summary>
    public WaitingLine LineOf(Backend backend)
    {
        if (_lines.TryGetValue(backend, out var line))
            return line;
        foreach (var old in _lines.Keys.Where(old => old.Servers.Count == 0 && old.Queued == 0).ToList())
            _lines.Remove(old);
        line = new WaitingLine(backend);
        _lines.Add(backend, line);
        return line;
    }

    /// <summary>A server of this backend has room again, perhaps.</summary>
    public void RoomAt(Backend backend)
    {
        if (_lines.Count > 0 && _lines.TryGetValue(backend, out var line))
            line.ServeNext();
    }

    /// <summary>The clock is read only when somebody's time runs.</summary>
    public void RunHedges()
    {
        if (!Hedges.IsEmpty)
            Hedges.RunDue(NowMs);
    }

    /// <summary>Servers that are gone: their idle connections are closed.</summary>
    public void Forget(Server server)
    {
        if (_pools.Remove(server, out var pool))
            pool.CloseAll();
    }
}
