namespace FromScratch.LoadGen.Workload;

/// <summary>All keys in order, again and again, from <paramref name="first"/> on.</summary>
public sealed class ScanKeys(long population, long first) : IKeyDistribution
{
    private long _next = first % population;

    public long Next(SeededRandom random)
    {
        var key = _next;
        _next = key + 1 == population ? 0 : key + 1;
        return key;
    }
}
