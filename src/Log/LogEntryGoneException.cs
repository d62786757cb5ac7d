namespace FromScratch.Log;

/// <summary>The entry was dropped from the front of the log.</summary>
public sealed class LogEntryGoneException(ulong index, ulong firstIndex)
    : Exception($"entry {index} is gone; the log begins at {firstIndex}")
{
    public ulong FirstIndex { get; } = firstIndex;
}
