using FromScratch.Log.Format;

namespace FromScratch.Log.Appending;

/// <summary>
/// Entries between those who append and the one who writes. Two batches take turns: one is filled while the other is written.
/// Both count against the limit.
/// </summary>
internal sealed partial class AppendQueue
{
    private readonly object _gate = new();
    private readonly LogOptions _options;
    private DraftBatch _filling = new();
    private DraftBatch _taken = new();
    private ulong _lastIndex;
    private ulong _lastTerm;
    private AppendResult _refusal;
    private bool _hasRefused;
    private long _refusedFull;
    private long _refusedDiskFull;

    public AppendQueue(LogOptions options, ulong lastIndex, ulong lastTerm)
    {
        _options = options;
        (_lastIndex, _lastTerm) = (lastIndex, lastTerm);
    }

    public ulong LastIndex => Volatile.Read(ref _lastIndex);

    public ulong LastTerm => Volatile.Read(ref _lastTerm);

    public int QueuedBytes => _filling.Bytes + _taken.Bytes;

    public int QueuedEntries => _filling.Entries + _taken.Entries;

    public long RefusedFull => Volatile.Read(ref _refusedFull);

    public long RefusedDiskFull => Volatile.Read(ref _refusedDiskFull);

    /// <exception cref="ArgumentException">The payload is too large, or the term is below that of the entry before.</exception>
    public AppendResult TryAppend(ulong term, byte tag, ReadOnlySpan<byte> payload, out ulong index)
    {
        if (payload.Length > _options.PayloadBytesMax)
            throw new ArgumentException($"{payload.Length} bytes, and an entry may have {_options.PayloadBytesMax}", nameof(payload));
        var size = RecordCodec.SizeOf(payload.Length);
        lock (_gate)
        {
            index = 0;
            if (term < _lastTerm)
                throw new ArgumentException($"term {term} is below that of the entry before, {_lastTerm}", nameof(term));
            if (_refusal != AppendResult.Appended)
                return Refuse(_refusal);
            if (size > _options.QueueBytesMax - QueuedBytes)
                return Refuse(AppendResult.Full);
            index = _lastIndex + 1;
            RecordCodec.WriteDraft(_filling.Add(size), term, index, RecordKind.Entry, tag, payload);
            Volatile.Write(ref _lastTerm, term);
            Volatile.Write(ref _lastIndex, index);
            return AppendResult.Appended;
        }
    }

    /// <summary>What has queued up; null when nothing has. Only after the batch before was released.</summary>
    public DraftBatch? Take()
    {
        lock (_gate)
        {
            if (_filling.Entries == 0)
                return null;
            (_filling, _taken) = (_taken, _filling);
            _taken.Flushes = TakeFlushes();
            return _taken;
        }
    }

    /// <summary>The batch taken last is written. True when someone was refused and there is room again.</summary>
    public bool Release()
    {
        lock (_gate)
        {
            _taken.Clear();
            return TryForgetRefused();
        }
    }

    /// <summary>From now on appends are refused: the disk is full or, for good, the log has failed.</summary>
    public void Close(AppendResult why)
    {
        lock (_gate)
        {
            if (_refusal != AppendResult.Failed)
                _refusal = why;
        }
    }

    /// <summary>The disk has room again. True when someone was refused and there is room in the queue too.</summary>
    public bool Accept()
    {
        lock (_gate)
        {
            if (_refusal == AppendResult.DiskFull)
                _refusal = AppendResult.Appended;
            return TryForgetRefused();
        }
    }

    /// <summary>
    /// Runs <paramref name="cut"/> on the files while nobody appends; then forgets every entry behind <paramref name="lastKept"/>. When no
    /// such entry exists nothing happens.
    /// </summary>
    /// <param name="lastKept">The last entry that stays.</param>
    /// <param name="cut">Cuts the files; returns the term of the last entry left in them.</param>
    public void CutSuffix(ulong lastKept, Func<ulong> cut)
    {
        lock (_gate)
        {
            if (lastKept >= _lastIndex)
                return;
            var writtenTerm = cut();
            var filling = CutBatch(_filling, lastKept);
            var taken = CutBatch(_taken, lastKept);
            Volatile.Write(ref _lastTerm, filling ?? taken ?? writtenTerm);
            Volatile.Write(ref _lastIndex, lastKept);
            Volatile.Write(ref _flushedEntries, Math.Min(_flushedEntries, _filling.Entries));
        }
    }

    /// <summary>Runs <paramref name="restart"/> on the files while nobody appends; then forgets every entry.</summary>
    public void Restart(ulong lastIndex, ulong lastTerm, Action restart)
    {
        lock (_gate)
        {
            restart();
            _filling.Clear();
            _taken.Clear();
            Volatile.Write(ref _lastTerm, lastTerm);
            Volatile.Write(ref _lastIndex, lastIndex);
            Volatile.Write(ref _flushedEntries, 0);
        }
    }

    private AppendResult Refuse(AppendResult why)
    {
        _hasRefused = true;
        if (why == AppendResult.Full)
            _refusedFull++;
        else if (why == AppendResult.DiskFull)
            _refusedDiskFull++;
        if (why == AppendResult.Full)
            FlushAll();
        return why;
    }

    /// <summary>Half of the queue must be free, so that those who were refused do not come back for one entry each.</summary>
    private bool TryForgetRefused()
    {
        if (!_hasRefused || _refusal != AppendResult.Appended || QueuedBytes > _options.QueueBytesMax / 2)
            return false;
        _hasRefused = false;
        return true;
    }

    /// <summary>The term of the last draft that is left; null when none is.</summary>
    private static ulong? CutBatch(DraftBatch batch, ulong lastKept)
    {
        ulong? term = null;
        var (bytes, entries) = (0, 0);
        while (bytes < batch.Bytes)
        {
            var header = RecordHeader.Read(batch.Drafts[bytes..]);
            if (header.Index > lastKept)
                break;
            term = header.Term;
            bytes += RecordCodec.SizeOf((int)header.PayloadBytes);
            entries++;
        }

        batch.Cut(bytes, entries);
        return term;
    }
}
