using FromScratch.Core;
using FromScratch.LoadBalancer.Backends;

namespace FromScratch.LoadBalancer.Balancing;

/// <summary>A client's address decides, over the weights laid end to end. Most clients move when the servers change.</summary>
internal sealed class SourceHash : IBalancingPolicy
{
    public int Pick(ServerSet set, in PickRequest request, SeededRandom random) =>
        set.At((request.HasHash ? (request.Hash >> 11) * (1.0 / (1UL << 53)) : random.NextDouble()) * set.WeightSum);
}
