using FromScratch.Log.Files;
using FromScratch.Log.Segments;

namespace FromScratch.Log;

/// <summary>
/// A write-ahead log: appends from any thread go to a queue, one flusher thread writes and syncs what has queued up, in one piece, and tells
/// the listener how far everything is kept.
/// </summary>
public sealed class WriteAheadLog : IDisposable
{
    private readonly LogStore _store;

    private WriteAheadLog(LogStore store) => _store = store;

    public ulong FirstIndex => _store.FirstIndex;

    /// <summary>The last entry appended, queued or written.</summary>
    public ulong LastIndex => throw new NotImplementedException();

    public ulong LastTerm => throw new NotImplementedException();

    /// <summary>The last entry on disk.</summary>
    public ulong DurableIndex => _store.DurableIndex;

    public RecoveryReport Recovered => _store.Recovered;

    /// <summary>Why the log has stopped for good, or null.</summary>
    public LogFailedException? Failure => _store.Failure;

    public LogStats Stats => throw new NotImplementedException();

    /// <exception cref="LogCorruptException">Something that was kept is damaged; nothing was changed.</exception>
    public static WriteAheadLog Open(ILogDirectory directory, LogOptions options, ILogListener listener, TimeProvider time) =>
        new(LogStore.Open(directory, options));

    /// <summary>Starts the flusher and the thread that prepares spare segments.</summary>
    public void Start() => throw new NotImplementedException();

    /// <summary>Copies an entry into the queue. Any thread. <see cref="Flush"/> or <see cref="FlushHere"/> gets it written.</summary>
    public AppendResult TryAppend(ulong term, byte tag, ReadOnlySpan<byte> payload, out ulong index) => throw new NotImplementedException();

    /// <summary>Wakes the flusher when something is queued.</summary>
    public void Flush() => throw new NotImplementedException();

    /// <summary>
    /// Writes what is queued on this thread and tells the listener; with <see cref="LogDurability.Always"/> it wakes the flusher instead.
    /// </summary>
    public void FlushHere() => throw new NotImplementedException();

    /// <summary>A cursor beside the writer, also over entries that are written but not yet synced.</summary>
    public LogCursor Read(ulong fromIndex) => new(_store, fromIndex);

    /// <summary>Drops whole segments below <paramref name="firstKept"/>, later, on the flusher thread.</summary>
    public void TruncatePrefix(ulong firstKept) => throw new NotImplementedException();

    /// <summary>Cuts off every entry behind <paramref name="lastKept"/>; done when it returns. Hold no lock that the listener takes.</summary>
    public void TruncateSuffix(ulong lastKept) => throw new NotImplementedException();

    /// <summary>Drops all; the log goes on at <paramref name="firstIndex"/>. Done when it returns. Hold no lock that the listener takes.</summary>
    public void Restart(ulong firstIndex, ulong previousTerm) => throw new NotImplementedException();

    /// <summary>Returns when everything appended is on disk. Hold no lock that the listener takes.</summary>
    public void Sync() => throw new NotImplementedException();

    public void Dispose() => _store.Dispose();
}
