using FromScratch.Core;
using FromScratch.Group;

namespace FromScratch.KeyValue.Store;

/// <summary>How the store keeps its history; made by KeyValueServer from <see cref="KeyValueOptions"/>.</summary>
public sealed record StoreOptions
{
    /// <summary>False = no log and no snapshots: everything is applied at once and lost at the end.</summary>
    public bool IsPersistent { get; init; } = true;

    public AppendFsync Fsync { get; init; } = AppendFsync.Always;

    public long MemoryBytesMax { get; init; }

    public MaxMemoryPolicy MemoryPolicy { get; init; }

    /// <summary>Keys can be read in order (KEYRANGE).</summary>
    public bool OrderedKeys { get; init; }

    public long SnapshotLogBytes { get; init; } = 256L << 20;

    /// <summary>READONLY may show what is at most so old.</summary>
    public TimeSpan StaleReadMax { get; init; } = TimeSpan.FromSeconds(2);

    public int SegmentBytes { get; init; } = 64 << 20;

    /// <summary>The node's part in its group; null = a group of one. Log, id and random in it are set by the store.</summary>
    public GroupOptions? Group { get; init; }

    /// <summary>For hash seed, salts and what commands pick at random.</summary>
    public required SeededRandom Random { get; init; }
}
