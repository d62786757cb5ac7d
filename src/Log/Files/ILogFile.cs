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

    /// <summary>What was written is on disk when this returns. When it throws, nothing is known and trying again proves nothing.</summary>
    void Sync();
}
