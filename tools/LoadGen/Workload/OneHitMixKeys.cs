namespace FromScratch.LoadGen.Workload;

/// <summary>
/// A share of the requests asks for a key that is asked for once and never again (a "one-hit wonder"); the rest follows the base
/// distribution. One-hit keys start at <paramref name="firstKey"/> and step by <paramref name="step"/>, so that threads do not share them.
/// </summary>
public sealed class OneHitMixKeys(IKeyDistribution normal, double share, long firstKey, long step) : IKeyDistribution
{
    private long _next = firstKey;

    public long Next(SeededRandom random)
    {
        if (random.NextDouble() >= share)
            return normal.Next(random);
        var key = _next;
        _next += step;
        return key;
    }
}
