namespace FromScratch.Log.Files;

/// <summary>A file of a log. Safe for concurrent reads; written by one thread at a time.</summary>
public interface ILogFile : IDisposable
{
    string Name { get; }

    long Length { get; }

    /// <summary>Fewer bytes than asked for only at the end of the file.</summary>
    int Read(long offset, Span<byte> to);

    /// <exception cref="DiskFullException">There is no room; the same write may be tried again.</exception>
    void Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>
    /// As <see cref="Write"/>, but without a copy in the system's memory: for what nobody reads soon. Place, address and length are
    /// multiples of a page. False = nothing was written: that cannot be had here.
    /// </summary>
    /// <exception cref="DiskFullException">There is no room.</exception>
    bool TryWriteAround(long offset, ReadOnlySpan<byte> bytes) => false;

    /// <summary>
    /// From now on it is written at its end and each write is synced soon: the newest bytes may be kept in memory, where they can be read,
    /// and put into the file by <see cref="Sync"/> alone. A process that is killed loses what is not synced.
    /// </summary>
    /// <param name="at">Where the next byte goes.</param>
    void BeginTail(long at)
    {
    }

    /// <summary>It is written no more, or anywhere.</summary>
    void EndTail()
    {
    }

    /// <summary>What was written is on disk when this returns. When it throws, nothing is known and trying again proves nothing.</summary>
    void Sync();
}
