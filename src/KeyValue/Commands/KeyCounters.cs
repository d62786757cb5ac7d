namespace FromScratch.KeyValue.Commands;

/// <summary>keyspace_hits and keyspace_misses of INFO: keys that reads looked for. One thread at a time.</summary>
public sealed class KeyCounters
{
    public long Hits { get; private set; }

    public long Misses { get; private set; }

    /// <summary>As CONFIG RESETSTAT does.</summary>
    public void Reset() => Hits = Misses = 0;

    internal void Count(bool found)
    {
        if (found)
            Hits++;
        else
            Misses++;
    }
}
