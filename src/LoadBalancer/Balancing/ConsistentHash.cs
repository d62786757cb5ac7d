using FromScratch.Core;
using FromScratch.LoadBalancer.Backends;

namespace FromScratch.LoadBalancer.Balancing;

/// <summary>
/// The server that owns the request's place on the ring, unless it has more than its share of the load: then the next one that has not
/// (consistent hashing with bounded loads, Mirrokni, Thorup, Zadimoghaddam 2016). Requests without the hashed field are drawn.
/// </summary>
internal sealed class ConsistentHash(int balancePercent) : IBalancingPolicy
{
    private readonly RandomTwoChoices _withoutHash = new();

    public int Pick(ServerSet set, in PickRequest request, SeededRandom random)
    {
        if (!request.HasHash || set.Ring is not { Points: > 0 } ring)
            return _withoutHash.Pick(set, request, random);
        var place = ring.Find(request.Hash);
        var first = ring.OwnerAt(place);
        if (balancePercent == 0)
            return first;
        double inFlight = 1;
        foreach (var server in set.Servers)
            inFlight += server.InFlight;
        var share = inFlight * balancePercent / 100 / ring.Weights.Sum();
        for (var steps = ring.Points; steps > 0; steps--, place = ring.After(place))
        {
            var owner = ring.OwnerAt(place);
            if (ring.Servers[owner].InFlight + 1 <= Math.Ceiling(share * ring.Weights[owner]))
                return owner;
        }

        return first;
    }
}
