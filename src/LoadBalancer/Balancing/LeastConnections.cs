using FromScratch.Core;
using FromScratch.LoadBalancer.Backends;

namespace FromScratch.LoadBalancer.Balancing;

/// <summary>The server with the fewest requests under way for its weight; equal ones take turns.</summary>
internal sealed class LeastConnections : IBalancingPolicy
{
    private int _start;

    public int Pick(ServerSet set, in PickRequest request, SeededRandom random)
    {
        var at = _start = _start + 1 < set.Count ? _start + 1 : 0;
        var best = at;
        var least = double.MaxValue;
        for (var left = set.Count; left > 0; left--)
        {
            var load = (set.Servers[at].InFlight + 1) / set.Weights[at];
            if (load < least)
                (best, least) = (at, load);
            at = at + 1 < set.Count ? at + 1 : 0;
        }

        return best;
    }
}
