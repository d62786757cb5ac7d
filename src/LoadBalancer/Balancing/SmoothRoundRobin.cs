using FromScratch.Core;
using FromScratch.LoadBalancer.Backends;

namespace FromScratch.LoadBalancer.Balancing;

/// <summary>
/// Each server gains its weight per request; the richest one serves and pays the sum of all. Spreads each server's turns evenly instead
/// of serving it several times in a row. Loops start at different places, so that they do not march in step.
/// </summary>
internal sealed class SmoothRoundRobin : IBalancingPolicy
{
    private ServerSet? _set;
    private double[] _credit = [];

    public int Pick(ServerSet set, in PickRequest request, SeededRandom random)
    {
        if (!ReferenceEquals(set, _set))
            Adopt(set, random);
        var best = 0;
        for (var i = 0; i < set.Count; i++)
        {
            _credit[i] += set.Weights[i];
            if (_credit[i] > _credit[best])
                best = i;
        }

        _credit[best] -= set.WeightSum;
        return best;
    }

    /// <summary>Servers keep the credit they had; new ones begin anywhere in a turn.</summary>
    private void Adopt(ServerSet set, SeededRandom random)
    {
        var credit = new double[set.Count];
        for (var i = 0; i < credit.Length; i++)
        {
            var before = _set is null ? -1 : Array.IndexOf(_set.Servers, set.Servers[i]);
            credit[i] = before >= 0 ? _credit[before] : -random.NextDouble() * set.WeightSum;
        }

        (_set, _credit) = (set, credit);
    }
}
