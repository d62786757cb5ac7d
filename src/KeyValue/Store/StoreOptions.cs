using FromScratch.Core;

namespace FromScratch.KeyValue.Store;

/// <summary>How the store keeps its history; made by KeyValueServer from <see cref="KeyValueOptions"/>.</summary>
public sealed record StoreOptions
{
    /// <summary>False = no log and no snapshots: everything is applied at once and lost at the end.</summary>
    public bool IsPersistent { get; init; } = true;

    public AppendFsync Fsync { get; init; } = AppendFsync.Always;

    public long MemoryBytesMax { get; init; }

    public MaxMemoryPolicy MemoryPolicy { get; init; }

    public long SnapshotLogBytes { get; init; } = 256L << 20;

    public int SegmentBytes { get; init; } = 64 << 20;

    /// <summary>For hash seed, salts and what commands pick at random.</summary>
    public required SeededRandom Random { get; init; }
}
