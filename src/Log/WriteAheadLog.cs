using FromScratch.Log.Appending;
using FromScratch.Log.Files;
using FromScratch.Log.Segments;

namespace FromScratch.Log;

/// <summary>
/// A write-ahead log: appends from any thread go to a queue, one flusher thread writes and syncs what has queued up, in one piece, and
/// tells
/// the listener how far everything is kept.
/// </summary>
public sealed class WriteAheadLog : IDisposable
{
    private readonly LogStore _store;
    private readonly LogOptions _options;
    private readonly AppendQueue _queue;
    private readonly LogCommitter _committer;
    private readonly SparePreparer _preparer;
    private readonly Flusher _flusher;
    private bool _isDisposed;

    private WriteAheadLog(LogStore store, LogOptions options, ILogListener listener, TimeProvider time)
    {
        (_store, _options) = (store, options);
        _queue = new AppendQueue(options, store.LastIndex, store.LastTerm);
        _committer = new LogCommitter(store, _queue, new CommitSignal(listener, store.LastIndex), options.Durability, time);
        _preparer = new SparePreparer(store.Spares, time);
        _flusher = new Flusher(_committer, _queue, options.Durability, time, _preparer.WakeIfNeeded);
    }

    public ulong FirstIndex => _store.FirstIndex;

    /// <summary>The last entry appended, queued or written.</summary>
    public ulong LastIndex => _queue.LastIndex;

    public ulong LastTerm => _queue.LastTerm;

    /// <summary>The last entry on disk.</summary>
    public ulong DurableIndex => _store.DurableIndex;

    /// <summary>The last entry that is written: a cursor reads up to here.</summary>
    public ulong WrittenIndex => _store.LastIndex;

    /// <summary>The last entry that is kept as the durability promises: written, or on disk too.</summary>
    public ulong KeptIndex => _options.Durability == LogDurability.Always ? _store.DurableIndex : _store.LastIndex;

    public RecoveryReport Recovered => _store.Recovered;

    /// <summary>Why the log has stopped for good, or null.</summary>
    public LogFailedException? Failure => _store.Failure;

    public LogStats Stats => new()
    {
        QueuedBytes = _queue.QueuedBytes,
        QueuedEntries = _queue.QueuedEntries,
        QueueBytesMax = _options.QueueBytesMax,
        RefusedFull = _queue.RefusedFull,
        RefusedDiskFull = _queue.RefusedDiskFull,
        IsDiskFull = _committer.IsDiskFull,
        Batches = _committer.Stats.Batches,
        Entries = _committer.Stats.Entries,
        Bytes = _committer.Stats.Bytes,
        Syncs = _committer.Stats.Syncs,
        SyncMicroseconds = _committer.Pacing.SyncTime.TotalMicroseconds,
        Gathers = _committer.Stats.Gathers,
        Segments = _store.Segments.Length,
        SparesReady = _store.Spares.Ready,
        SpareFailures = _preparer.Failures,
    };

    /// <summary>Recovers what the directory holds. The directory stays the caller's, to be disposed after the log.</summary>
    /// <exception cref="LogCorruptException">Something that was kept is damaged; nothing was changed.</exception>
    public static WriteAheadLog Open(ILogDirectory directory, LogOptions options, ILogListener listener, TimeProvider time)
    {
#pragma warning disable CA2000 // The log owns the store.
        return new WriteAheadLog(LogStore.Open(directory, options), options, listener, time);
#pragma warning restore CA2000
    }

    /// <summary>Starts the flusher and the thread that prepares spare segments.</summary>
    public void Start()
    {
        _flusher.Start();
        _preparer.Start();
    }

    /// <summary>Copies an entry into the queue. Any thread. <see cref="Flush"/> or <see cref="FlushHere"/> gets it written.</summary>
    /// <exception cref="ArgumentException">The payload is too large, or the term is below that of the entry before.</exception>
    public AppendResult TryAppend(ulong term, byte tag, ReadOnlySpan<byte> payload, out ulong index) =>
        _queue.TryAppend(term, tag, payload, out index);

    /// <summary>
    /// Wakes the flusher when something is queued. Once for what one client sent at once: the flusher's pacing counts them.
    /// </summary>
    public void Flush() => _queue.Flush();

    /// <summary>
    /// Writes what is queued on this thread and tells the listener; with <see cref="LogDurability.Always"/> it wakes the flusher instead.
    /// A sync under way does not hold it up, but where a new segment begins, once in <see cref="LogOptions.SegmentBytes"/>, it waits
    /// for that sync and for one of its own. When another thread is just calling the listener, that thread brings it these news too.
    /// </summary>
    public void FlushHere()
    {
        if (_options.Durability == LogDurability.Always)
            _queue.Flush();
        else
            _flusher.WriteHere();
    }

    /// <summary>A cursor beside the writer, also over entries that are written but not yet synced.</summary>
    public LogCursor Read(ulong fromIndex) => new(_store, fromIndex);

    /// <summary>Drops whole segments below <paramref name="firstKept"/>, later, on the flusher thread.</summary>
    public void TruncatePrefix(ulong firstKept) => _flusher.TruncatePrefix(firstKept);

    /// <summary>
    /// Cuts off every entry behind <paramref name="lastKept"/>; done when it returns. Hold no lock that the listener takes.
    /// </summary>
    /// <exception cref="DiskFullException">Nothing changed; try again when there is room.</exception>
    /// <exception cref="LogFailedException">The log has stopped for good.</exception>
    public void TruncateSuffix(ulong lastKept) => _flusher.Do(() => _committer.TruncateSuffix(lastKept));

    /// <summary>
    /// Drops all; the log goes on at <paramref name="firstIndex"/>, behind an entry of <paramref name="previousTerm"/>. Done when it
    /// returns.
    /// Hold no lock that the listener takes.
    /// </summary>
    /// <exception cref="DiskFullException">Nothing changed; try again when there is room.</exception>
    /// <exception cref="LogFailedException">The log has stopped for good.</exception>
    public void Restart(ulong firstIndex, ulong previousTerm) => _flusher.Do(() => _committer.Restart(firstIndex, previousTerm));

    /// <summary>Returns when everything appended is on disk. Hold no lock that the listener takes.</summary>
    /// <exception cref="DiskFullException">There is no room for it.</exception>
    /// <exception cref="LogFailedException">The log has stopped for good.</exception>
    public void Sync() => _flusher.Do(_committer.SyncAll);

    /// <summary>Writes and syncs what is queued, tells the listener, and leaves the mark of a clean close.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _flusher.Dispose();
        _preparer.Dispose();
        _store.Dispose();
    }
}
