using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>One listener as long as the process lives: what a reload changes is swapped as one value.</summary>
internal sealed class ListenerRuntime
{
    private readonly FrontCounters[] _counters;
    private volatile ListenerState _state;
    private int _connections;
    private int _connectionsPeak;

    public ListenerRuntime(ListenerState state, int loops)
    {
        _state = state;
        _counters = [.. Enumerable.Range(0, loops).Select(_ => new FrontCounters())];
    }

    public string Name => _state.Config.Name;

    /// <summary>Taken once per request: a request is served by the configuration that it began with.</summary>
    public ListenerState State => _state;

    /// <summary>Responses tell clients to go.</summary>
    public bool IsDraining { get; set; }

    public int Connections => Volatile.Read(ref _connections);

    public int ConnectionsPeak => Volatile.Read(ref _connectionsPeak);

    /// <summary>A client has come, until <see cref="Left"/>.</summary>
    public void Entered(int loop)
    {
        _counters[loop].Connections++;
        var now = Interlocked.Increment(ref _connections);
        if (now > _connectionsPeak)
            _connectionsPeak = now;
    }

    public void Left() => Interlocked.Decrement(ref _connections);

    public FrontCounters Counters(int loop) => _counters[loop];

    public IEnumerable<FrontCounters> AllCounters => _counters;

    public void Swap(ListenerState state) => _state = state;

    public ListenerConfig Config => _state.Config;
}
