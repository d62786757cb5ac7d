namespace FromScratch.Log.Appending;

/// <summary>Drafts that left the queue together, in the format of RecordCodec and still without seals.</summary>
internal sealed class DraftBatch
{
    private const int BytesMin = 64 * 1024;
    private const int ShrinkDivisor = 4;
    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(BytesMin);

    public int Bytes { get; private set; }

    public int Entries { get; private set; }

    /// <summary>How many callers asked for these entries to be written.</summary>
    public int Flushes { get; set; }

    public Span<byte> Drafts => _buffer.AsSpan(0, Bytes);

    /// <summary>Room for one more draft, counted as used.</summary>
    public Span<byte> Add(int bytes)
    {
        if (bytes > _buffer.Length - Bytes)
            Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, Math.Max(2L * _buffer.Length, (long)Bytes + bytes)));
        var room = _buffer.AsSpan(Bytes, bytes);
        Bytes += bytes;
        Entries++;
        return room;
    }

    /// <summary>Keeps the first drafts only.</summary>
    public void Cut(int bytes, int entries) => (Bytes, Entries) = (bytes, entries);

    /// <summary>Empties it; a buffer that was far too large is halved, so that one rush does not keep its memory for ever.</summary>
    public void Clear()
    {
        if (_buffer.Length > BytesMin && Bytes < _buffer.Length / ShrinkDivisor)
            _buffer = GC.AllocateUninitializedArray<byte>(_buffer.Length / 2);
        (Bytes, Entries, Flushes) = (0, 0, 0);
    }
}
