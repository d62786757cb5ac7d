namespace FromScratch.KeyValue.Store;

/// <summary>
/// The bytes of operations that wait for their turn, in a few large arrays that are used again: no allocation per operation. Each
/// operation's bytes stand together. Given back in about the order in which they were taken.
/// </summary>
internal sealed class WireQueue
{
    private const int ChunkBytes = 256 * 1024;
    private Chunk _tail = new(ChunkBytes);
    private Chunk? _spare;

    /// <summary>Bytes of all operations in it.</summary>
    public long BytesHeld { get; private set; }

    public Slice Take(int bytes)
    {
        if (_tail.Bytes.Length - _tail.Used < bytes)
            _tail = NewTail(bytes);
        var slice = new Slice(_tail, _tail.Used, bytes);
        _tail.Used += bytes;
        _tail.Slices++;
        BytesHeld += bytes;
        return slice;
    }

    /// <summary>Makes the slice taken last longer, where there is room behind it.</summary>
    public bool TryExtend(ref Slice slice, int bytes)
    {
        var end = slice.Offset + slice.Length;
        if (slice.Chunk != _tail || _tail.Used != end || _tail.Bytes.Length - end < bytes)
            return false;
        _tail.Used += bytes;
        BytesHeld += bytes;
        slice = slice with { Length = slice.Length + bytes };
        return true;
    }

    public void Return(in Slice slice)
    {
        if (slice.Chunk is not { } chunk)
            return;
        BytesHeld -= slice.Length;
        if (--chunk.Slices > 0)
            return;
        chunk.Used = 0;
        if (chunk.Bytes.Length > ChunkBytes)
            _tail = chunk == _tail ? NewTail(0) : _tail;
        else if (chunk != _tail)
            _spare = chunk;
    }

    private Chunk NewTail(int bytes)
    {
        if (bytes > ChunkBytes || _spare is null)
            return new Chunk(Math.Max(bytes, ChunkBytes));
        var spare = _spare;
        _spare = null;
        return spare;
    }

    internal sealed class Chunk(int bytes)
    {
        public byte[] Bytes { get; } = GC.AllocateUninitializedArray<byte>(bytes);

        public int Used { get; set; }

        public int Slices { get; set; }
    }

    /// <summary>The bytes of one operation.</summary>
    internal readonly record struct Slice(Chunk? Chunk, int Offset, int Length)
    {
        public Span<byte> Span => Chunk is null ? default : Chunk.Bytes.AsSpan(Offset, Length);
    }
}
