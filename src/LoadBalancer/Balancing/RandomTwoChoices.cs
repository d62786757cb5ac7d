using FromScratch.Core;
using FromScratch.LoadBalancer.Backends;

namespace FromScratch.LoadBalancer.Balancing;

/// <summary>
/// Draws two servers by weight and takes the one with fewer requests for its weight (Mitzenmacher 2001): nearly as even as looking at
/// all of them, and loops that decide at the same time do not all take the same one.
/// </summary>
internal sealed class RandomTwoChoices : IBalancingPolicy
{
    public int Pick(ServerSet set, in PickRequest request, SeededRandom random)
    {
        if (set.Count == 1)
            return 0;
        var first = set.At(random.NextDouble() * set.WeightSum);
        var second = set.At(random.NextDouble() * set.WeightSum);
        return first == second || Load(set, first) <= Load(set, second) ? first : second;
    }

    /// <summary>Equal when both are idle: then the draw, which goes by weight, decides.</summary>
    private static double Load(ServerSet set, int index) => set.Servers[index].InFlight / set.Weights[index];
}
