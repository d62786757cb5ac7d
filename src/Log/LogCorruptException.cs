namespace FromScratch.Log;

/// <summary>A file of the log is damaged where something was kept. Nothing was changed.</summary>
public sealed class LogCorruptException(string directory, string file, long offset, string reason)
    : IOException($"{Path.Combine(directory, file)} is corrupt at offset {offset}: {reason}. "
        + "Nothing was changed: restore the file from a copy or fetch the entries from a replica.")
{
    public string File { get; } = file;

    public long Offset { get; } = offset;

    public string Reason { get; } = reason;
}
