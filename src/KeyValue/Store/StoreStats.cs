namespace FromScratch.KeyValue.Store;

/// <summary>What INFO, /status and the metrics tell of the store. A copy, taken under the gate.</summary>
public readonly record struct StoreStats
{
    public ulong Term { get; init; }

    public bool IsLeader { get; init; }

    public ulong AppliedIndex { get; init; }

    public ulong AppendedIndex { get; init; }

    public ulong DurableIndex { get; init; }

    public ulong FirstIndex { get; init; }

    public long Syncs { get; init; }

    public long EntriesAppended { get; init; }

    public long LogBytes { get; init; }

    public long KeysExpired { get; init; }

    public long KeysEvicted { get; init; }

    public long KeyHits { get; init; }

    public long KeyMisses { get; init; }

    public long ChangesSinceSnapshot { get; init; }

    public bool SnapshotUnderWay { get; init; }

    /// <summary>Unix seconds; 0 = never.</summary>
    public long LastSnapshotUnixSeconds { get; init; }

    public bool LastSnapshotFailed { get; init; }

    /// <summary>Writes are refused for want of disk space.</summary>
    public bool DiskFull { get; init; }

    /// <summary>Set once the log has failed for good.</summary>
    public string? LogFailure { get; init; }
}
