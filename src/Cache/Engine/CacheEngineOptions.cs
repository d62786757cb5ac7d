namespace FromScratch.Cache.Engine;

public enum EvictionPolicyKind : byte
{
    Lru,
    S3Fifo,
    Lfu,
    Fifo,
}

public sealed record CacheEngineOptions
{
    /// <summary>Everything the engine allocates for items: keys, values, headers, index, ghosts and sketches.</summary>
    public long MemoryBytesMax { get; init; } = 64L << 20;

    /// <summary>Largest item: header, key, client flags and value with its terminator as memcached counts them (-I).</summary>
    public int ItemBytesMax { get; init; } = 1 << 20;

    public EvictionPolicyKind Eviction { get; init; } = EvictionPolicyKind.Lru;

    /// <summary>False (-M): a full cache refuses new items with out of memory instead of evicting.</summary>
    public bool EvictionEnabled { get; init; } = true;

    /// <summary>Partitions, a power of two; 0 = chosen from the memory and the cores.</summary>
    public int Partitions { get; init; }

    /// <summary>Seed of the key hash; the host hands in a random one.</summary>
    public long HashSeed { get; init; }
}
