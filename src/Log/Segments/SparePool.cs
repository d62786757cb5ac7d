using FromScratch.Log.Files;
using FromScratch.Log.Format;

namespace FromScratch.Log.Segments;

/// <summary>
/// Files with all their blocks, ready to become segments: filled with zeros in the background, or recycled. Safe for concurrent use.
/// </summary>
internal sealed class SparePool : IDisposable
{
    private const int ChunkBytes = 1 << 20;
    private const int PageBytes = 4096;
    private static readonly byte[] ZeroedPages = GC.AllocateArray<byte>(ChunkBytes + PageBytes, pinned: true);
    private readonly ILogDirectory _directory;
    private readonly LogOptions _options;
    private readonly Queue<ILogFile> _ready = new();
    private readonly Lock _gate = new();
    private ulong _nextNumber = 1;

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

    /// <summary>Makes a spare when none is ready.</summary>
    /// <exception cref="DiskFullException">No room; nothing is left behind.</exception>
    public void Prepare()
    {
        if (Ready == 0)
            Add(Build());
    }

    public ILogFile Take()
    {
        lock (_gate)
        {
            if (_ready.TryDequeue(out var file))
                return file;
        }

        return Build();
    }

    /// <summary>A file that was taken and not used after all.</summary>
    public void Add(ILogFile file)
    {
        lock (_gate)
            _ready.Enqueue(file);
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

    private ILogFile Build()
    {
        var name = NextName();
        var file = _directory.Create(name, _options.SegmentBytes);
        try
        {
            FillWithZeros(file);
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
    private void FillWithZeros(ILogFile file)
    {
        var zeros = Zeros();
        for (long at = 0; at < _options.SegmentBytes; at += ChunkBytes)
        {
            var piece = zeros[..(int)Math.Min(ChunkBytes, _options.SegmentBytes - at)];
            if (file.TryWriteAround(at, piece))
                continue;
            file.Write(at, piece);
            file.Sync();
        }

        file.Sync();
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
