using FromScratch.Log.Files;
using FromScratch.Log.Format;

namespace FromScratch.Log.Segments;

/// <summary>
/// Files with all their blocks, ready to become segments: filled with zeros in the background, or recycled. Safe for concurrent use.
/// </summary>
internal sealed class SparePool : IDisposable
{
    private const int ChunkBytes = 256 << 10;
    private const int PageBytes = 4096;
    private static readonly byte[] ZeroedPages = GC.AllocateArray<byte>(ChunkBytes + PageBytes, pinned: true);
    private readonly ILogDirectory _directory;
    private readonly LogOptions _options;
    private readonly Queue<ILogFile> _ready = new();
    private readonly object _gate = new();
    private ulong _nextNumber = 1;
    private bool _isBuilding;
    private bool _isAwaited;
    private bool _isClosing;

    public SparePool(ILogDirectory directory, LogOptions options) => (_directory, _options) = (directory, options);

    public int Ready
    {
        get
        {
            lock (_gate)
                return _ready.Count;
        }
    }

    /// <summary>Takes over what an earlier run left: whole files are used, others deleted.</summary>
    public void Adopt(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (!SegmentName.TryParseSpare(name, out var number))
                continue;
            _nextNumber = Math.Max(_nextNumber, number + 1);
            var file = _directory.Open(name);
            if (file.Length == _options.SegmentBytes && _ready.Count < _options.SparesMax)
            {
                _ready.Enqueue(file);
            }
            else
            {
                file.Dispose();
                _directory.Delete(name);
            }
        }
    }

    /// <summary>Makes a spare when none is ready, and leaves the disk to others half of the time until somebody waits for it.</summary>
    /// <exception cref="DiskFullException">No room; nothing is left behind.</exception>
    public void Prepare(TimeProvider time)
    {
        lock (_gate)
        {
            if (_ready.Count > 0 || _isBuilding)
                return;
            (_isBuilding, _isAwaited) = (true, _isClosing);
        }

        ILogFile? file = null;
        try
        {
            file = Build(time);
        }
        finally
        {
            lock (_gate)
            {
                _isBuilding = false;
                if (file is not null)
                    _ready.Enqueue(file);
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>A spare; one that is being made is waited for.</summary>
    /// <exception cref="DiskFullException">There is none, and no room for one.</exception>
    public ILogFile Take()
    {
        lock (_gate)
        {
            while (true)
            {
                if (_ready.TryDequeue(out var file))
                    return file;
                if (!_isBuilding)
                    break;
                _isAwaited = true;
                Monitor.PulseAll(_gate);
                Monitor.Wait(_gate);
            }
        }

        return Build(null);
    }

    /// <summary>A file that was taken and not used after all.</summary>
    public void Add(ILogFile file)
    {
        lock (_gate)
        {
            _ready.Enqueue(file);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>From now on nothing is made at leisure.</summary>
    public void Closing()
    {
        lock (_gate)
        {
            _isClosing = _isAwaited = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Reuses the file of a segment that left the log, or deletes it. The caller syncs the directory.</summary>
    public void Recycle(Segment segment)
    {
        var file = segment.File;
        var name = file.Name;
        if (!segment.Retire())
        {
            _directory.Delete(name);
        }
        else if (Ready < _options.SparesMax && file.Length == _options.SegmentBytes)
        {
            file.EndTail();
            _directory.Rename(file, NextName());
            Add(file);
        }
        else
        {
            file.Dispose();
            _directory.Delete(name);
        }
    }

    public void Dispose()
    {
        foreach (var file in _ready)
            file.Dispose();
    }

    /// <param name="time">Null = without pauses.</param>
    private ILogFile Build(TimeProvider? time)
    {
        var name = NextName();
        var file = _directory.Create(name, _options.SegmentBytes);
        try
        {
            FillWithZeros(file, time);
            return file;
        }
        catch (Exception cause)
        {
            file.Dispose();
            if (cause is DiskFullException)
                _directory.Delete(name);
            throw;
        }
    }

    /// <summary>
    /// A piece at a time: what has piled up in the system's cache would hold up the syncs of the log. Around the cache there is no pile,
    /// and no copy, which cost as much as all else that a busy follower does.
    /// </summary>
    private void FillWithZeros(ILogFile file, TimeProvider? time)
    {
        var zeros = Zeros();
        for (long at = 0; at < _options.SegmentBytes; at += ChunkBytes)
        {
            var start = time?.GetTimestamp();
            var piece = zeros[..(int)Math.Min(ChunkBytes, _options.SegmentBytes - at)];
            if (!file.TryWriteAround(at, piece))
            {
                file.Write(at, piece);
                file.Sync();
            }

            if (start is { } since)
                Pause(time!.GetElapsedTime(since));
        }

        file.Sync();
    }

    /// <summary>The syncs of the log, here and of the disk's other users, go between the pieces.</summary>
    private void Pause(TimeSpan length)
    {
        lock (_gate)
        {
            if (!_isAwaited)
                Monitor.Wait(_gate, length);
        }
    }

    private static unsafe ReadOnlySpan<byte> Zeros()
    {
        var address = (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref ZeroedPages[0]);
        return ZeroedPages.AsSpan((int)(-address & (PageBytes - 1)), ChunkBytes);
    }

    private string NextName()
    {
        lock (_gate)
            return SegmentName.Spare(_nextNumber++);
    }
}
