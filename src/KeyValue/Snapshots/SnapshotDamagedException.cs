namespace FromScratch.KeyValue.Snapshots;

/// <summary>A snapshot cannot be trusted. Nothing was changed on disk.</summary>
public sealed class SnapshotDamagedException(string path, long offset, string reason)
    : IOException($"{path} is damaged at offset {offset}: {reason}. Nothing was changed: restore the file from a copy, "
        + "or move it away if an older snapshot stands beside it and the log reaches back to that one.")
{
    public string File { get; } = path;

    public long Offset { get; } = offset;
}
