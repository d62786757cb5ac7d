using System.Net;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>One listener as long as it is open, and then as long as connections of it are: what a reload changes is swapped as one value.
/// </summary>
/// <param name="address">As bound.</param>
/// <param name="state">What it is told.</param>
/// <param name="totals">What it has counted, or what the one before it on the same socket had.</param>
internal sealed class ListenerRuntime(EndPoint address, ListenerState state, FrontTotals totals)
{
    private volatile ListenerState _state = state;
    private volatile bool _isDraining;

    public string Name => _state.Config.Name;

    public EndPoint Address => address;

    /// <summary>Taken once per request: a request is served by the configuration that it began with.</summary>
    public ListenerState State => _state;

    /// <summary>It accepts no more, and responses tell clients to go.</summary>
    public bool IsDraining
    {
        get => _isDraining;
        set => _isDraining = value;
    }

    public FrontTotals Totals => totals;

    public int Connections => totals.Connections;

    public int ConnectionsPeak => totals.ConnectionsPeak;

    /// <summary>A client has come, until <see cref="Left"/>.</summary>
    public void Entered(int loop) => totals.Entered(loop);

    public void Left() => totals.Left();

    public FrontCounters Counters(int loop) => totals.Of(loop);

    public IEnumerable<FrontCounters> AllCounters => totals.All;

    public void Swap(ListenerState state) => _state = state;

    public ListenerConfig Config => _state.Config;
}
