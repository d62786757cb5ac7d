using FromScratch.Core;
using FromScratch.Log.Format;

namespace FromScratch.Log;

/// <summary>When an append counts as kept.</summary>
public enum LogDurability
{
    /// <summary>When it is on disk.</summary>
    Always,

    /// <summary>When the system has it; it is on disk about a second later.</summary>
    EverySecond,

    /// <summary>When the system has it; the disk gets it when the system likes, at the end of a segment, and at close.</summary>
    No,
}

/// <summary>How a log is kept; the defaults suit a server.</summary>
public sealed record LogOptions
{
    /// <summary>Whose log it is; a log of another identity is refused.</summary>
    public UInt128 Identity { get; init; }

    /// <summary>For salts; seeded by the owner.</summary>
    public required SeededRandom Random { get; init; }

    public LogDurability Durability { get; init; } = LogDurability.Always;

    public int SegmentBytes { get; init; } = 64 << 20;

    /// <summary>One entry's payload; it must fit a segment.</summary>
    public int PayloadBytesMax { get; init; } = 16 << 20;

    /// <summary>Entries that wait to be written, with their headers; at the limit appends are refused.</summary>
    public int QueueBytesMax { get; init; } = 32 << 20;

    /// <summary>Files kept for segments to come.</summary>
    public int SparesMax { get; init; } = 2;

    /// <summary>The highest index that the owner knows to be committed: damage up to it is never taken for a torn tail.</summary>
    public ulong KnownIndex { get; init; }

    /// <exception cref="ArgumentException">A limit does not fit another.</exception>
    public void Validate()
    {
        if (SegmentBytes < 2 * SegmentHeader.SpaceBytes || SegmentBytes % SegmentHeader.SpaceBytes != 0)
            throw new ArgumentException($"{nameof(SegmentBytes)} must be a multiple of 4096, 8192 or more: {SegmentBytes}");
        if (PayloadBytesMax < 0 || RecordCodec.SizeOf(PayloadBytesMax) > SegmentBytes - SegmentHeader.SpaceBytes - RecordHeader.Bytes)
            throw new ArgumentException($"{nameof(PayloadBytesMax)} does not fit a segment of {SegmentBytes} bytes: {PayloadBytesMax}");
        if (QueueBytesMax < RecordCodec.SizeOf(PayloadBytesMax))
            throw new ArgumentException($"{nameof(QueueBytesMax)} does not hold one entry: {QueueBytesMax}");
        ArgumentOutOfRangeException.ThrowIfLessThan(SparesMax, 1);
    }
}
