#pragma warning disable CA1065 // skeleton
namespace FromScratch.Cache.Engine;

/// <summary>
/// The cache: keys and values in native memory under a byte budget, partitioned by key hash, one short lock per partition. Synchronous, no
/// I/O, no wire types. Every operation is atomic for its key. Thread-safe.
/// </summary>
public sealed class CacheEngine : IDisposable
{
    public CacheEngine(CacheEngineOptions options, EngineClock clock) => throw new NotImplementedException();

    public EngineClock Clock => throw new NotImplementedException();

    /// <summary>The hash that every request carries; seeded per process, so that clients cannot aim at one partition.</summary>
    public ulong Hash(ReadOnlySpan<byte> key) => throw new NotImplementedException();

    /// <summary>The plain lookup, and the hot path: found, bump, read.</summary>
    public bool Get<TReader>(ReadOnlySpan<byte> key, ulong hash, ref TReader reader)
        where TReader : struct, IItemReader, allows ref struct => throw new NotImplementedException();

    /// <summary>The general lookup. The reader runs on a hit and on a vivified item.</summary>
    public GetStatus Get<TReader>(in GetRequest request, ref TReader reader)
        where TReader : struct, IItemReader, allows ref struct => throw new NotImplementedException();

    /// <summary>Stores; <paramref name="stored"/> describes the stored item, or on Exists and NotStored the one that stood in the way.</summary>
    public StoreStatus Store(in StoreRequest request, out ItemInfo stored) => throw new NotImplementedException();

    /// <summary>Increments or decrements in place. On Ok and Vivified <paramref name="value"/> is the new number.</summary>
    public DeltaStatus Delta(in DeltaRequest request, out ulong value, out ItemInfo info) => throw new NotImplementedException();

    public DeleteStatus Delete(in DeleteRequest request, out ItemInfo info) => throw new NotImplementedException();

    /// <summary>Everything stored before <paramref name="engineSecond"/> is gone once that second has come; now or a past second = at once.</summary>
    public void FlushAll(uint engineSecond) => throw new NotImplementedException();

    /// <summary>Changes the memory budget; a smaller one evicts at once. False when it is below what the engine can work with.</summary>
    public bool TrySetMemoryLimit(long bytes) => throw new NotImplementedException();

    /// <summary>
    /// Visits items in no order, a few at a time: call until it returns false, handing the cursor back. Each call locks one partition shortly and reads at
    /// most <paramref name="itemsMax"/> items (rounded up to a bucket). An item present all along is seen at least once.
    /// </summary>
    public bool Crawl<TReader>(ref CrawlCursor cursor, int itemsMax, ref TReader reader)
        where TReader : struct, IItemReader, allows ref struct => throw new NotImplementedException();

    /// <summary>Reclaims what has expired and works off pending flushes; called once a second by the server, and by each partition itself before its first operation of a second.</summary>
    public void Tick() => throw new NotImplementedException();

    public EngineStats Stats() => throw new NotImplementedException();

    /// <summary>Zeroes the counters (not the gauges): `stats reset`.</summary>
    public void ResetStats() => throw new NotImplementedException();

    /// <summary>Told of each eviction while the partition is locked; null when nobody watches. Must be short.</summary>
    public IEvictionObserver? EvictionObserver { get; set; }

    public void Dispose() => throw new NotImplementedException();
}

public interface IEvictionObserver
{
    void Evicted(in ItemView item);
}

public struct CrawlCursor
{
    internal int Partition;
    internal uint Bucket;
}
