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

    /// <summary>Null = the tail's pages are written through the system's cache after all.</summary>
    private SafeFileHandle? _direct;
    private volatile TailBuffer? _tail;

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
        if (_tail is not { } tail)
            return ReadFile(offset, to);
        var held = tail.Read(offset, to);
        if (held.Equals(0..to.Length))
            return to.Length;
        // What is in front of it the file has; behind it there is nothing but room.
        var end = held.End.Value;
        var front = to[..(end == 0 ? to.Length : held.Start.Value)];
        var read = ReadFile(offset, front);
        return read < front.Length || end == 0 ? read : end + ReadFile(offset + end, to[end..]);
    }

    private int ReadFile(long offset, Span<byte> to)
    {
        var read = 0;
        while (read < to.Length && RandomAccess.Read(_handle, to[read..], offset + read) is var more and > 0)
            read += more;
        return read;
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        if (_tail is not { } tail)
        {
            WriteFile(offset, bytes);
            return;
        }

        while (tail.Write(offset, bytes) is var taken && taken < bytes.Length)
        {
            FlushTail(tail);
            bytes = bytes[taken..];
            offset += taken;
        }
    }

    public void BeginTail(long at)
    {
        EndTail();
        if (!OperatingSystem.IsLinux())
            return;
        _direct = Libc.OpenDirect(Path.Combine(_directory, Name));
        if (_direct is null)
            return;
        Span<byte> head = stackalloc byte[(int)(at & (TailBuffer.PageBytes - 1))];
        ReadFile(at - head.Length, head);
        _tail = new TailBuffer(at, head);
    }

    public void EndTail()
    {
        if (_tail is not { } tail)
            return;
        FlushTail(tail);
        _tail = null;
        tail.End();
        _direct?.Dispose();
        _direct = null;
    }

    private void FlushTail(TailBuffer tail)
    {
        for (var pages = tail.Pending(out var offset); !pages.IsEmpty; pages = tail.Pending(out offset))
        {
            if (_direct is null || !TryWriteDirect(_direct, offset, pages))
            {
                WriteFile(offset, pages);
                SyncFile();
            }

            tail.Flushed(offset + pages.Length);
        }
    }

    private bool TryWriteDirect(SafeFileHandle direct, long offset, ReadOnlySpan<byte> pages)
    {
        try
        {
            RandomAccess.Write(direct, pages, offset);
            return true;
        }
        catch (IOException cause) when (cause.HResult == Libc.EINVAL)
        {
            // The file system wants it aligned otherwise.
            direct.Dispose();
            _direct = null;
            return false;
        }
    }

    private void WriteFile(long offset, ReadOnlySpan<byte> bytes)
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
            WriteFile(offset, bytes);
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
        if (_tail is { } tail)
            FlushTail(tail);
        else
            SyncFile();
    }

    private void SyncFile()
    {
        if (OperatingSystem.IsLinux())
            Libc.SyncData(_handle, Name);
        else
            RandomAccess.FlushToDisk(_handle);
    }

    /// <summary>Without a flush: what was not synced is not promised.</summary>
    public void Dispose()
    {
        _tail?.End();
        _tail = null;
        _direct?.Dispose();
        _handle.Dispose();
    }

    private static bool IsDiskFull(IOException cause) =>
        cause.HResult is WindowsDiskFull
        || (OperatingSystem.IsLinux() && cause.HResult is Libc.ENOSPC or Libc.EDQUOT);
}
