namespace FromScratch.Cache.Engine;

/// <summary>One reading of the engine, summed over partitions.</summary>
public struct EngineStats
{
    /// <summary>Gauges.</summary>
    public long MemoryBytesMax;
    public long MemoryBytesUsed;
    public long ItemBytes;
    public long Items;
    public long IndexBytes;

    /// <summary>Counters.</summary>
    public long ItemsStoredTotal;
    public long Evictions;
    public long EvictedUnfetched;
    public long EvictedActive;
    public long ExpiredUnfetched;

    /// <summary>Expired items whose memory was taken back, by the clock or by a write that needed room.</summary>
    public long Reclaimed;

    /// <summary>Lookups that found an item already expired.</summary>
    public long GetExpired;

    /// <summary>Items removed by a flush.</summary>
    public long Flushed;
    public long StoreTooLarge;
    public long StoreOutOfMemory;
}
