using FromScratch.Log.Files;
using Microsoft.Win32.SafeHandles;

namespace FromScratch.KeyValue.Snapshots;

/// <summary>A file outside a server's directory.</summary>
internal sealed class ReadOnlyFile(string path) : ILogFile
{
    private readonly SafeFileHandle _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read);

    public string Name { get; } = Path.GetFileName(path);

    public long Length => RandomAccess.GetLength(_handle);

    public int Read(long offset, Span<byte> to)
    {
        var done = 0;
        while (done < to.Length && RandomAccess.Read(_handle, to[done..], offset + done) is > 0 and var count)
            done += count;
        return done;
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes) => throw new NotSupportedException();

    public void Sync() => throw new NotSupportedException();

    public void Dispose() => _handle.Dispose();
}
