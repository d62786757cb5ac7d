using FromScratch.Core;
using FromScratch.LoadBalancer.Backends;

namespace FromScratch.LoadBalancer.Balancing;

/// <summary>
/// Draws two servers by weight and takes the one that would answer sooner: its average latency, which jumps up at once and decays,
/// times the requests before this one. A server that nobody knows yet is tried, once at a time.
/// </summary>
internal sealed class PeakEwma : IBalancingPolicy
{
    /// <summary>What an unknown server with a request under way is taken for.</summary>
    private const double UnknownUs = 1e9;

    public int Pick(ServerSet set, in PickRequest request, SeededRandom random)
    {
        if (set.Count == 1)
            return 0;
        var first = set.At(random.NextDouble() * set.WeightSum);
        var second = set.At(random.NextDouble() * set.WeightSum);
        return first == second || Cost(set, first) <= Cost(set, second) ? first : second;
    }

    private static double Cost(ServerSet set, int index)
    {
        var server = set.Servers[index];
        var inFlight = server.InFlight;
        var latency = server.LatencyUs;
        if (latency == 0)
            return inFlight == 0 ? 0 : UnknownUs * inFlight;
        // Weights have had their say in the draw.
        return latency * (inFlight + 1);
    }
}
