namespace FromScratch.LoadGen.Workload;

/// <summary>Stores each key of a range once, in order.</summary>
public sealed class PrefillSource(long firstKey, long endKey) : IOperationSource
{
    private long _next = firstKey;

    public int KeysPerRequestMax => 1;

    public int Next(Span<long> keys, out OperationKind kind)
    {
        kind = OperationKind.Set;
        if (_next >= endKey)
            return 0;
        keys[0] = _next++;
        return 1;
    }
}
