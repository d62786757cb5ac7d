using FromScratch.Core;

namespace FromScratch.LoadBalancer.Tests.Health;

/// <summary>When servers are really down: each for seconds to minutes, minutes to an hour apart.</summary>
internal sealed class Outages(SeededRandom random, int servers)
{
    private readonly bool[] _isDown = new bool[servers];
    private readonly long[] _sinceMs = new long[servers];
    private readonly long[] _untilMs = [.. Enumerable.Range(0, servers).Select(_ => (long)random.NextInt32(1_000_000))];

    public int Count { get; private set; }

    public bool IsUp(int server) => !_isDown[server];

    public long Since(int server) => _sinceMs[server];

    /// <param name="nowMs">Now.</param>
    /// <param name="lastMs">No outage begins later.</param>
    public void Advance(long nowMs, long lastMs)
    {
        for (var i = 0; i < servers; i++)
        {
            if (nowMs < _untilMs[i] || (!_isDown[i] && nowMs > lastMs))
                continue;
            _isDown[i] = !_isDown[i];
            Count += _isDown[i] ? 1 : 0;
            _sinceMs[i] = nowMs;
            _untilMs[i] = nowMs + (_isDown[i] ? random.NextInt32(1_000, 300_000) : random.NextInt32(60_000, 3_600_000));
        }
    }
}
