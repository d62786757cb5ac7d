namespace FromScratch.Demo.Load;

/// <summary>
/// Ranks drawn with probability proportional to 1 / (rank + 1)^exponent, from a seed: the same seed gives the same stream. Which item has
/// which rank is shuffled, so that popularity has nothing to do with the order of the items.
/// </summary>
public sealed class ZipfSampler
{
    private readonly Random _random;
    private readonly double[] _cumulative;
    private readonly int[] _itemOfRank;

    /// <param name="itemCount">Number of items, at least 1.</param>
    /// <param name="exponent">Skew: 0 is uniform, about 1 is what web sites see.</param>
    /// <param name="seed">Fixes the whole stream.</param>
    public ZipfSampler(int itemCount, double exponent, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(itemCount, 1);
        _random = new Random(seed);
        _itemOfRank = [.. Enumerable.Range(0, itemCount)];
        _random.Shuffle(_itemOfRank);

        _cumulative = new double[itemCount];
        var sum = 0.0;
        for (var rank = 0; rank < itemCount; rank++)
            _cumulative[rank] = sum += Math.Pow(rank + 1, -exponent);
    }

    /// <summary>Index of the next item, from 0.</summary>
    public int Next()
    {
        var found = Array.BinarySearch(_cumulative, _random.NextDouble() * _cumulative[^1]);
        return _itemOfRank[Math.Min(found < 0 ? ~found : found, _itemOfRank.Length - 1)];
    }
}
