using Microsoft.Win32.SafeHandles;

namespace FromScratch.Log.Files;

/// <summary>A file of the file system.</summary>
internal sealed class FileSystemFile : ILogFile
{
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>A file that cannot be given its room is refused by the runtime itself, without the system's number.</summary>
    private const int NoRoomAhead = unchecked((int)0x80131620);

    private const FileShare Share = FileShare.Read | FileShare.Delete;
    private readonly string _directory;
    private readonly SafeFileHandle _handle;

    private FileSystemFile(string directory, string name, FileMode mode, long bytes)
    {
        (_directory, Name) = (directory, name);
        _handle = File.OpenHandle(Path.Combine(directory, name), mode, FileAccess.ReadWrite, Share, preallocationSize: bytes);
    }

    public string Name { get; private set; }

    public long Length => RandomAccess.GetLength(_handle);

    public static FileSystemFile Open(string directory, string name) => new(directory, name, FileMode.Open, 0);

    public static FileSystemFile Create(string directory, string name, long bytes)
    {
        try
        {
            return new FileSystemFile(directory, name, FileMode.CreateNew, bytes);
        }
        catch (IOException cause) when (IsDiskFull(cause) || cause.HResult == NoRoomAhead)
        {
            throw new DiskFullException(Path.Combine(directory, name), cause);
        }
    }

    public void Rename(string name)
    {
        File.Move(Path.Combine(_directory, Name), Path.Combine(_directory, name), overwrite: false);
        Name = name;
    }

    public int Read(long offset, Span<byte> to)
    {
        var read = 0;
        while (read < to.Length && RandomAccess.Read(_handle, to[read..], offset + read) is var more and > 0)
            read += more;
        return read;
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(_handle, bytes, offset);
        }
        catch (IOException cause) when (IsDiskFull(cause))
        {
            throw new DiskFullException(Path.Combine(_directory, Name), cause);
        }
    }

    public bool TryWriteAround(long offset, ReadOnlySpan<byte> bytes)
    {
        if (!OperatingSystem.IsLinux() || !Libc.TrySetDirect(_handle, true))
            return false;
        try
        {
            Write(offset, bytes);
            return true;
        }
        catch (IOException cause) when (cause.HResult == Libc.EINVAL)
        {
            // The file system wants it aligned otherwise.
            return false;
        }
        finally
        {
            _ = Libc.TrySetDirect(_handle, false);
        }
    }

    public void Sync()
    {
        if (OperatingSystem.IsLinux())
            Libc.SyncData(_handle, Name);
        else
            RandomAccess.FlushToDisk(_handle);
    }

    public void Dispose() => _handle.Dispose();

    private static bool IsDiskFull(IOException cause) =>
        cause.HResult is WindowsDiskFull
        || (OperatingSystem.IsLinux() && cause.HResult is Libc.ENOSPC or Libc.EDQUOT);
}
