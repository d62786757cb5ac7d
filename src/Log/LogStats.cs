namespace FromScratch.Log;

/// <summary>What a log has done since it was opened, and how it stands now.</summary>
public readonly record struct LogStats
{
    public int QueuedBytes { get; init; }

    public int QueuedEntries { get; init; }

    public int QueueBytesMax { get; init; }

    /// <summary>Appends refused because the queue had no room.</summary>
    public long RefusedFull { get; init; }

    /// <summary>Appends refused because the disk had no room.</summary>
    public long RefusedDiskFull { get; init; }

    public bool IsDiskFull { get; init; }

    /// <summary>Batches written.</summary>
    public long Batches { get; init; }

    /// <summary>Entries written.</summary>
    public long Entries { get; init; }

    /// <summary>Bytes of records written.</summary>
    public long Bytes { get; init; }

    /// <summary>Syncs of the flusher; those of new segments come on top.</summary>
    public long Syncs { get; init; }

    /// <summary>How long a sync takes: a moving mean, microseconds.</summary>
    public double SyncMicroseconds { get; init; }

    /// <summary>Batches that waited for more entries.</summary>
    public long Gathers { get; init; }

    public int Segments { get; init; }

    /// <summary>Files that wait to become segments.</summary>
    public int SparesReady { get; init; }

    /// <summary>Spares that could not be made; the next segment then makes its own file.</summary>
    public long SpareFailures { get; init; }
}
