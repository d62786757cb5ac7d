namespace FromScratch.LoadGen.Workload;

/// <summary>An endless random mix of sets and (multi-)gets over one key distribution.</summary>
public sealed class MixSource(IKeyDistribution distribution, SeededRandom random, double setShare, int keysPerGet) : IOperationSource
{
    public int KeysPerRequestMax => keysPerGet;

    public int Next(Span<long> keys, out OperationKind kind)
    {
        if (setShare > 0 && random.NextDouble() < setShare)
        {
            kind = OperationKind.Set;
            keys[0] = distribution.Next(random);
            return 1;
        }
        kind = OperationKind.Get;
        for (var i = 0; i < keysPerGet; i++)
            keys[i] = distribution.Next(random);
        return keysPerGet;
    }
}
