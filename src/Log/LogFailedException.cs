namespace FromScratch.Log;

/// <summary>A write or sync failed: nobody knows what is on disk, so the log takes nothing more until it is opened again.</summary>
public sealed class LogFailedException(string file, Exception cause)
    : IOException($"the log has stopped for good: {file}: {cause.Message}", cause)
{
    public string File { get; } = file;
}
