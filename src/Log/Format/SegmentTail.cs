namespace FromScratch.Log.Format;

/// <summary>How the records of a segment end.</summary>
public enum TailKind : byte
{
    /// <summary>Zeros follow, or the segment ends where the next one says it does.</summary>
    Clean,

    /// <summary>What follows is left of writes that were never acknowledged, or of the file's former use.</summary>
    Torn,

    /// <summary>A record that was on disk is damaged or missing.</summary>
    Corrupt,
}

/// <summary>What a scan found in one segment.</summary>
public readonly record struct SegmentTail
{
    public TailKind Kind { get; init; }

    /// <summary>Behind the last good record: where the next goes, or where the damage begins.</summary>
    public long Offset { get; init; }

    public ulong LastIndex { get; init; }

    public ulong LastTerm { get; init; }

    /// <summary>The CRC of the last entry: the next one is chained to it.</summary>
    public uint LastCrc { get; init; }

    /// <summary>From here to <see cref="Offset"/> no record proves that the bytes were synced.</summary>
    public long UnprovenOffset { get; init; }

    /// <summary>Why it is corrupt; else null.</summary>
    public string? Reason { get; init; }
}
