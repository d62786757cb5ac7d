namespace FromScratch.LoadBalancer.Proxy;

/// <summary>What a listener has counted: per loop, and its connections over all of them.</summary>
internal sealed class FrontTotals(int loops)
{
    private readonly FrontCounters[] _loops = [.. Enumerable.Range(0, loops).Select(_ => new FrontCounters())];
    private int _connections;
    private int _connectionsPeak;

    public int Connections => Volatile.Read(ref _connections);

    public int ConnectionsPeak => Volatile.Read(ref _connectionsPeak);

    public IEnumerable<FrontCounters> All => _loops;

    public FrontCounters Of(int loop) => _loops[loop];

    public void Entered(int loop)
    {
        _loops[loop].Connections++;
        var now = Interlocked.Increment(ref _connections);
        if (now > _connectionsPeak)
            _connectionsPeak = now;
    }

    public void Left() => Interlocked.Decrement(ref _connections);
}
