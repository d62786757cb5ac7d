namespace FromScratch.Log;

/// <summary>An entry as a cursor reads it; the payload is valid until the cursor's next call.</summary>
public readonly ref struct LogEntry
{
    public ulong Term { get; init; }

    public ulong Index { get; init; }

    /// <summary>The owner's byte.</summary>
    public byte Tag { get; init; }

    public ReadOnlySpan<byte> Payload { get; init; }

    internal uint Crc { get; init; }
}
