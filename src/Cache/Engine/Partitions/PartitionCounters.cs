namespace FromScratch.Cache.Engine.Partitions;

/// <summary>What one partition has counted; read and written under its lock.</summary>
internal struct PartitionCounters
{
    public long ItemsStored;
    public long Evictions;
    public long EvictedUnfetched;
    public long EvictedActive;
    public long ExpiredUnfetched;
    public long Reclaimed;
    public long GetExpired;
    public long Flushed;
    public long StoreTooLarge;
    public long StoreOutOfMemory;

    public readonly void AddTo(ref EngineStats stats)
    {
        stats.ItemsStoredTotal += ItemsStored;
        stats.Evictions += Evictions;
        stats.EvictedUnfetched += EvictedUnfetched;
        stats.EvictedActive += EvictedActive;
        stats.ExpiredUnfetched += ExpiredUnfetched;
        stats.Reclaimed += Reclaimed;
        stats.GetExpired += GetExpired;
        stats.Flushed += Flushed;
        stats.StoreTooLarge += StoreTooLarge;
        stats.StoreOutOfMemory += StoreOutOfMemory;
    }
}
