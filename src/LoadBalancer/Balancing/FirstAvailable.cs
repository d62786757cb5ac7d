using FromScratch.Core;
using FromScratch.LoadBalancer.Backends;

namespace FromScratch.LoadBalancer.Balancing;

/// <summary>Fills one server after the other, so that those at the end can be switched off.</summary>
internal sealed class FirstAvailable(int serverRequestsMax) : IBalancingPolicy
{
    public int Pick(ServerSet set, in PickRequest request, SeededRandom random)
    {
        for (var i = 0; serverRequestsMax > 0 && i < set.Count; i++)
        {
            if (set.Servers[i].InFlight < serverRequestsMax)
                return i;
        }

        return 0;
    }
}
