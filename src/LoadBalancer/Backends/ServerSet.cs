using FromScratch.LoadBalancer.Balancing;

namespace FromScratch.LoadBalancer.Backends;

/// <summary>The servers that may be chosen now, with their weights. Immutable: another one takes its place when anything changes.</summary>
internal sealed class ServerSet
{
    /// <param name="servers">Those with a weight.</param>
    /// <param name="weights">Of each, above 0; grows while a server starts slowly.</param>
    /// <param name="isPanic">Their health was not looked at.</param>
    /// <param name="ring">For consistent hashing; null = not needed.</param>
    public ServerSet(Server[] servers, double[] weights, bool isPanic, HashRing? ring)
    {
        (Servers, Weights, IsPanic, Ring) = (servers, weights, isPanic, ring);
        Cumulative = new double[weights.Length];
        for (var i = 0; i < weights.Length; i++)
            Cumulative[i] = WeightSum += weights[i];
    }

    public static ServerSet Empty { get; } = new([], [], false, null);

    public Server[] Servers { get; }

    public double[] Weights { get; }

    /// <summary>Sums of the weights up to each server.</summary>
    public double[] Cumulative { get; }

    public double WeightSum { get; }

    public bool IsPanic { get; }

    public HashRing? Ring { get; }

    public int Count => Servers.Length;

    /// <summary>Index of the server at this place of the weights laid end to end.</summary>
    public int At(double place)
    {
        if (Count <= 8)
        {
            for (var i = 0; i < Count - 1; i++)
            {
                if (place < Cumulative[i])
                    return i;
            }

            return Count - 1;
        }

        var index = Array.BinarySearch(Cumulative, place);
        return Math.Min(Count - 1, index >= 0 ? index + 1 : ~index);
    }
}
