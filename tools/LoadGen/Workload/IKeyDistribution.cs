namespace FromScratch.LoadGen.Workload;

/// <summary>Which key is asked for next. One instance belongs to one thread; all randomness comes from the given stream.</summary>
public interface IKeyDistribution
{
    /// <summary>A key index, 0 or larger. Indices below the population are what a prefill stores.</summary>
    long Next(SeededRandom random);
}
