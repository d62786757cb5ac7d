namespace FromScratch.KeyValue.Snapshots;

/// <summary>Gets what a snapshot holds, in the order of the file. Spans are valid during the call.</summary>
internal interface ISnapshotSink
{
    void String(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long expiryMs, ulong version);

    void Hash(ReadOnlySpan<byte> key, long expiryMs, ulong version, SnapshotFields fields);

    /// <summary>More fields of the hash that came last.</summary>
    void MoreOfHash(ReadOnlySpan<byte> key, long expiryMs, ulong version, SnapshotFields fields);
}
