using System.Numerics;
using System.Runtime.Intrinsics.X86;
using FromScratch.Cache.Engine.Partitions;

namespace FromScratch.Cache.Engine;

/// <summary>
/// The cache: keys and values in native memory under a byte budget, partitioned by key hash, one short lock per partition. Synchronous, no
/// I/O, no wire types. Every operation is atomic for its key. Thread-safe.
/// </summary>
public sealed class CacheEngine : IDisposable
{
    private const long BytesPerPartition = 16L << 20;
    private const int PartitionsMax = 256;

    /// <summary>A partition must be able to hold so many items of the largest size.</summary>
    private const int LargestItemsPerPartition = 4;

    private readonly Partition[] _partitions;
    private readonly KeyHasher _hasher;
    private readonly int _partitionShift;
    private long _memoryBytesMax;

    public CacheEngine(CacheEngineOptions options, EngineClock clock)
    {
        var count = PartitionCount(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MemoryBytesMax / count, Partition.BytesMin);
        Clock = clock;
        _hasher = new KeyHasher(options.HashSeed);
        _memoryBytesMax = options.MemoryBytesMax;
        _partitionShift = 63 - BitOperations.Log2((uint)count);
        _partitions = new Partition[count];
        for (var i = 0; i < count; i++)
            _partitions[i] = new Partition(this, options, _hasher, options.MemoryBytesMax / count, clock.Now);
    }

    public EngineClock Clock { get; }

    /// <summary>The hash that every request carries; seeded per process, so that clients cannot aim at one partition.</summary>
    public ulong Hash(ReadOnlySpan<byte> key) => _hasher.Hash(key);

    /// <summary>Starts fetching what a lookup of this hash will read first; worth it when other work lies between.</summary>
    public unsafe void Prefetch(ulong hash)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(PartitionOf(hash).PrefetchAddress(hash));
    }

    /// <summary>The plain lookup, and the hot path: found, bump, read.</summary>
    public bool Get<TReader>(ReadOnlySpan<byte> key, ulong hash, ref TReader reader)
        where TReader : struct, IItemReader, allows ref struct => PartitionOf(hash).Get(key, hash, Clock.Now, ref reader);

    /// <summary>The general lookup. The reader runs on a hit and on a vivified item.</summary>
    public GetStatus Get<TReader>(in GetRequest request, ref TReader reader)
        where TReader : struct, IItemReader, allows ref struct => PartitionOf(request.Hash).Get(request, Clock.Now, ref reader);

    /// <summary>
    /// Stores; <paramref name="stored"/> describes the stored item, or on Exists and NotStored the one that stood in the way.
    /// </summary>
    public StoreStatus Store(in StoreRequest request, out ItemInfo stored) =>
        PartitionOf(request.Hash).Store(request, Clock.Now, out stored);

    /// <summary>Increments or decrements in place. On Ok and Vivified <paramref name="value"/> is the new number.</summary>
    public DeltaStatus Delta(in DeltaRequest request, out ulong value, out ItemInfo info) =>
        PartitionOf(request.Hash).Delta(request, Clock.Now, out value, out info);

    public DeleteStatus Delete(in DeleteRequest request, out ItemInfo info) =>
        PartitionOf(request.Hash).Delete(request, Clock.Now, out info);

    /// <summary>
    /// Everything stored before <paramref name="engineSecond"/> is gone once that second has come; now or a past second = at once.
    /// </summary>
    public void FlushAll(uint engineSecond)
    {
        foreach (var partition in _partitions)
            partition.Flush(engineSecond, Clock.Now);
    }

    /// <summary>Changes the memory budget; a smaller one evicts at once. False when it is below what the engine can work with.</summary>
    public bool TrySetMemoryLimit(long bytes)
    {
        var share = bytes / _partitions.Length;
        if (share < Partition.BytesMin)
            return false;
        Volatile.Write(ref _memoryBytesMax, bytes);
        foreach (var partition in _partitions)
            partition.SetMemoryLimit(share, Clock.Now);
        return true;
    }

    /// <summary>
    /// Visits items in no order, a few at a time: call until it returns false, handing the cursor back. Each
    /// call locks one partition shortly and reads at most <paramref name="itemsMax"/> items (rounded up to a
    /// bucket). An item present all along is seen at least once.
    /// </summary>
    public bool Crawl<TReader>(ref CrawlCursor cursor, int itemsMax, ref TReader reader)
        where TReader : struct, IItemReader, allows ref struct
    {
        if (cursor.Partition >= _partitions.Length)
            return false;
        if (!_partitions[cursor.Partition].Crawl(ref cursor.Bucket, itemsMax, Clock.Now, ref reader))
        {
            cursor.Partition++;
            cursor.Bucket = 0;
        }

        return cursor.Partition < _partitions.Length;
    }

    /// <summary>Reclaims what has expired and works off pending flushes; called once a second by the server.</summary>
    /// <remarks>Each partition also does so itself before its first operation of a second.</remarks>
    public void Tick()
    {
        foreach (var partition in _partitions)
            partition.Tick(Clock.Now);
    }

    public EngineStats Stats()
    {
        var stats = new EngineStats { MemoryBytesMax = Volatile.Read(ref _memoryBytesMax) };
        foreach (var partition in _partitions)
            partition.AddStats(ref stats);
        return stats;
    }

    /// <summary>Zeroes the counters (not the gauges): `stats reset`.</summary>
    public void ResetStats()
    {
        foreach (var partition in _partitions)
            partition.ResetStats();
    }

    /// <summary>The highest CAS id that the engine has picked so far.</summary>
    public ulong LastCas()
    {
        var last = 0UL;
        foreach (var partition in _partitions)
            last = Math.Max(last, partition.LastCas);
        return last;
    }

    /// <summary>
    /// Has every partition pick ids above <paramref name="last"/>: after a restart an id that a client still holds must not come to mean
    /// another value.
    /// </summary>
    public void ContinueCasAfter(ulong last)
    {
        foreach (var partition in _partitions)
            partition.ContinueCasAfter(last);
    }

    /// <summary>Told of each eviction while the partition is locked; null when nobody watches. Must be short.</summary>
    public IEvictionObserver? EvictionObserver { get; set; }

    /// <summary>Frees the memory; the caller sees to it that no operation runs or comes.</summary>
    public void Dispose()
    {
        foreach (var partition in _partitions)
            partition.Dispose();
    }

    /// <summary>Slow consistency check of every partition, for tests; throws with what is wrong.</summary>
    internal void Validate()
    {
        foreach (var partition in _partitions)
            partition.Validate();
    }

    internal ReadOnlySpan<Partition> Partitions => _partitions;

    internal int PartitionNumberOf(ulong hash) => (int)(hash >> 1 >> _partitionShift);

    private Partition PartitionOf(ulong hash) => _partitions[PartitionNumberOf(hash)];

    private static int PartitionCount(CacheEngineOptions options)
    {
        if (options.Partitions > 0)
            return (int)BitOperations.RoundUpToPowerOf2((uint)options.Partitions);
        var processors = BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount);
        var wanted = Math.Max(options.MemoryBytesMax / BytesPerPartition, processors);
        var bytesMin = Math.Max((long)options.ItemBytesMax * LargestItemsPerPartition, Partition.BytesMin);
        var possible = Math.Max(1, options.MemoryBytesMax / bytesMin);
        return 1 << BitOperations.Log2((uint)Math.Min(Math.Min(wanted, possible), PartitionsMax));
    }
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
