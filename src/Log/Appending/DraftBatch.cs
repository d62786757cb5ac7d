namespace FromScratch.Log.Appending;

/// <summary>Drafts that left the queue together, in the format of RecordCodec and still without seals.</summary>
internal sealed class DraftBatch
{
    /// <summary>Zeros behind the last draft, for whoever writes whole pages.</summary>
    public const int SlackBytes = 4096;

    private const int BytesMin = 64 * 1024;
    private const int ShrinkDivisor = 4;

    /// <summary>Small batches in a row, until a large buffer is taken for too large.</summary>
    private const int SmallBatchesMax = 256;
    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(BytesMin + SlackBytes);
    private int _smallBatches;

    public int Bytes { get; private set; }

    public int Entries { get; private set; }

    /// <summary>How many callers asked for these entries to be written.</summary>
    public int Flushes { get; set; }

    public Span<byte> Drafts => _buffer.AsSpan(0, Bytes);

    /// <summary>From so many bytes on, with <see cref="SlackBytes"/> of zeros behind.</summary>
    public Span<byte> DraftsAndSlack(int from)
    {
        _buffer.AsSpan(Bytes, SlackBytes).Clear();
        return _buffer.AsSpan(from..(Bytes + SlackBytes));
    }

    /// <summary>Room for one more draft, counted as used.</summary>
    public Span<byte> Add(int bytes)
    {
        if (bytes > _buffer.Length - SlackBytes - Bytes)
            Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, Math.Max(2L * _buffer.Length, (long)Bytes + bytes + SlackBytes)));
        var room = _buffer.AsSpan(Bytes, bytes);
        Bytes += bytes;
        Entries++;
        return room;
    }

    /// <summary>Keeps the first drafts only.</summary>
    public void Cut(int bytes, int entries) => (Bytes, Entries) = (bytes, entries);

    /// <summary>
    /// Empties it; a buffer that was far too large for long is halved, so that one rush does not keep its memory for ever. Not at
    /// once: batches of changing size would make and drop a large array each time.
    /// </summary>
    public void Clear()
    {
        _smallBatches = Bytes < _buffer.Length / ShrinkDivisor ? _smallBatches + 1 : 0;
        (Bytes, Entries, Flushes) = (0, 0, 0);
        if (_smallBatches <= SmallBatchesMax || _buffer.Length / 2 < BytesMin + SlackBytes)
            return;
        _buffer = GC.AllocateUninitializedArray<byte>(_buffer.Length / 2);
        _smallBatches = 0;
    }
}
