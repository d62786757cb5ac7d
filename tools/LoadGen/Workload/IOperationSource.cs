namespace FromScratch.LoadGen.Workload;

/// <summary>The requests of one thread in one phase, in order.</summary>
public interface IOperationSource
{
    /// <summary>Most keys that one request carries.</summary>
    int KeysPerRequestMax { get; }

    /// <summary>
    /// Fills <paramref name="keys"/> from its start and returns how many keys the next request carries; 0 means that the source is
    /// exhausted.
    /// </summary>
    int Next(Span<long> keys, out OperationKind kind);
}
