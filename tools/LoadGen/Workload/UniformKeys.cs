namespace FromScratch.LoadGen.Workload;

/// <summary>Every key of the population with the same probability.</summary>
public sealed class UniformKeys(long population) : IKeyDistribution
{
    public long Next(SeededRandom random) => random.NextBelow(population);
}
