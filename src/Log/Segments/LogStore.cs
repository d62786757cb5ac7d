using FromScratch.Log.Files;
using FromScratch.Log.Format;

namespace FromScratch.Log.Segments;

/// <summary>
/// The log as files, without threads: one caller at a time writes, syncs and cuts; cursors read beside it. An error of the disk other
/// than "full" stops it for good, for nobody knows then what is on disk.
/// </summary>
internal sealed partial class LogStore : IDisposable
{
    private readonly ILogDirectory _directory;
    private readonly LogOptions _options;
    private readonly byte[] _headerSpace = new byte[SegmentHeader.SpaceBytes];
    private readonly byte[] _mark = new byte[RecordHeader.Bytes];
    private readonly Lock _syncGate = new();
    private volatile Segment[] _segments = [];
    private ulong _sequence;
    private ulong _durableIndex;
    private bool _isTailDirty;
    private LogFailedException? _failure;

    private LogStore(ILogDirectory directory, LogOptions options)
    {
        (_directory, _options) = (directory, options);
        Spares = new SparePool(directory, options);
    }

    public SparePool Spares { get; }

    public RecoveryReport Recovered { get; private set; }

    /// <summary>Set once and for all.</summary>
    public LogFailedException? Failure => Volatile.Read(ref _failure);

    /// <summary>Oldest first; never changed, only replaced.</summary>
    public Segment[] Segments => _segments;

    public ulong FirstIndex => _segments[0].FirstIndex;

    /// <summary>The last entry that was written.</summary>
    public ulong LastIndex => Active.LastIndex;

    public ulong LastTerm => Active.LastTerm;

    /// <summary>The last entry that is on disk.</summary>
    public ulong DurableIndex => Volatile.Read(ref _durableIndex);

    /// <summary>What the active segment still takes; room for a closing mark is kept.</summary>
    public long SpaceLeftBytes => Active.Capacity - RecordHeader.Bytes - Active.Tail;

    private Segment Active => _segments[^1];

    /// <exception cref="LogCorruptException">Something that was kept is damaged; nothing was changed.</exception>
    public static LogStore Open(ILogDirectory directory, LogOptions options)
    {
        options.Validate();
        var store = new LogStore(directory, options);
        store.Recover();
        return store;
    }

    /// <summary>
    /// Writes drafts from the start of <paramref name="drafts"/> as far as one segment takes them; begins a new one when it takes none.
    /// Returns how many bytes that were.
    /// </summary>
    /// <param name="drafts">Drafts, then <paramref name="slackBytes"/> zeros.</param>
    /// <param name="slackBytes">With a page of them only whole pages are written where the log enters a new one.</param>
    /// <exception cref="DiskFullException">Nothing changed; try again when there is room.</exception>
    public int Write(Span<byte> drafts, int slackBytes = 0)
    {
        ThrowIfFailed();
        try
        {
            return WriteRun(drafts[..^slackBytes], drafts);
        }
        catch (Exception cause) when (cause is not DiskFullException)
        {
            throw Fail(cause);
        }
    }

    public void Sync() => Guard(SyncActive);

    /// <summary>
    /// Syncs what has been written up to now. Another thread may write meanwhile; it may not cut. Where it begins a new segment it
    /// waits for
    /// this sync, else not.
    /// </summary>
    public void SyncBeside()
    {
        ThrowIfFailed();
        var active = Active;
        if (!active.TryEnter())
            throw new InvalidOperationException("the segment was cut off during a sync");
        try
        {
            SyncUpTo(active, active.LastIndex);
        }
        finally
        {
            active.Leave();
        }
    }

    /// <summary>Cuts off every entry behind <paramref name="lastKept"/>.</summary>
    /// <exception cref="DiskFullException">Nothing changed; try again when there is room.</exception>
    public void TruncateSuffix(ulong lastKept)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lastKept, FirstIndex - 1);
        if (lastKept < LastIndex || _isTailDirty)
            Guard(() => CutSuffix(Math.Min(lastKept, LastIndex)));
    }

    /// <summary>Drops whole segments whose entries are all below <paramref name="firstKept"/>.</summary>
    public void TruncatePrefix(ulong firstKept)
    {
        while (TruncateOldest(firstKept))
        {
            // One segment after another.
        }
    }

    /// <summary>Drops the oldest segment when all its entries are below <paramref name="firstKept"/>; else false.</summary>
    public bool TruncateOldest(ulong firstKept)
    {
        var any = false;
        Guard(() => any = CutOldest(firstKept));
        return any;
    }

    /// <summary>Drops all; the log goes on at <paramref name="firstIndex"/>, behind an entry of <paramref name="previousTerm"/>.</summary>
    /// <exception cref="DiskFullException">Nothing changed; try again when there is room.</exception>
    public void Restart(ulong firstIndex, ulong previousTerm) => Guard(() => StartAgain(firstIndex, previousTerm));

    /// <summary>Syncs and leaves the mark that says so.</summary>
    public void Close() => Guard(WriteMark);

    public void Dispose()
    {
        Spares.Dispose();
        foreach (var segment in _segments)
        {
            if (segment.Retire())
                segment.File.Dispose();
        }
    }

    internal LogCorruptException Corrupt(string file, long offset, string reason) => new(_directory.Path, file, offset, reason);

    private void Guard(Action change)
    {
        ThrowIfFailed();
        try
        {
            change();
        }
        catch (Exception cause) when (cause is not DiskFullException)
        {
            throw Fail(cause);
        }
    }

    private void ThrowIfFailed()
    {
        if (Failure is { } failure)
            throw new LogFailedException(failure.File, failure.InnerException!);
    }

    /// <summary>The first failure counts.</summary>
    private LogFailedException Fail(Exception cause)
    {
        if (cause is LogFailedException known)
            return known;
        var file = _segments.Length == 0 ? _directory.Path : Path.Combine(_directory.Path, Active.File.Name);
        var failure = new LogFailedException(file, cause);
        return Interlocked.CompareExchange(ref _failure, failure, null) ?? failure;
    }
}
