using FromScratch.Log.Format;
using FromScratch.Log.Segments;

namespace FromScratch.Log;

/// <summary>
/// Reads entries in order, beside the writer; each is checked again. One thread at a time. It keeps the file it reads until it moves on
/// or is disposed.
/// </summary>
public sealed class LogCursor : IDisposable
{
    private const int ChunkBytes = 64 * 1024;
    private readonly LogStore _store;
    private Segment? _segment;
    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(ChunkBytes);
    private long _bufferOffset;
    private int _buffered;
    private long _offset;

    internal LogCursor(LogStore store, ulong from) => (_store, NextIndex) = (store, from);

    /// <summary>The entry that the next call reads.</summary>
    public ulong NextIndex { get; private set; }

    /// <summary>False at the end of what was written; more may come.</summary>
    /// <exception cref="LogEntryGoneException">The entry was dropped from the front.</exception>
    /// <exception cref="LogCorruptException">The entry is damaged on disk.</exception>
    public bool TryRead(out LogEntry entry)
    {
        entry = default;
        if (!TryFindSegment(out var segment))
            return false;
        RecordHeader header;
        do
        {
            var record = ReadRecord(segment, out header);
            _offset += record.Length;
            entry = new LogEntry
            {
                Term = header.Term,
                Index = header.Index,
                Tag = header.Tag,
                Payload = record.Slice(RecordHeader.Bytes, (int)header.PayloadBytes),
                Crc = header.Crc,
            };
        }
        while (header.Kind != RecordKind.Entry || header.Index < NextIndex);

        NextIndex++;
        return true;
    }

    public void Dispose()
    {
        _segment?.Leave();
        _segment = null;
    }

    private bool TryFindSegment(out Segment segment)
    {
        segment = _segment!;
        if (segment is not null && NextIndex <= segment.LastIndex)
            return true;
        var segments = _store.Segments;
        if (NextIndex < segments[0].FirstIndex)
            throw new LogEntryGoneException(NextIndex, segments[0].FirstIndex);
        foreach (var candidate in segments)
        {
            if (NextIndex < candidate.FirstIndex || NextIndex > candidate.LastIndex)
                continue;
            Dispose();
            if (!candidate.TryEnter())
                throw new LogEntryGoneException(NextIndex, _store.FirstIndex);
            _segment = segment = candidate;
            _offset = candidate.Index.Floor(NextIndex);
            _buffered = 0;
            return true;
        }

        return false;
    }

    private ReadOnlySpan<byte> ReadRecord(Segment segment, out RecordHeader header)
    {
        var inBuffer = _offset - _bufferOffset;
        if (inBuffer >= 0 && inBuffer < _buffered)
        {
            var bytes = _buffer.AsSpan((int)inBuffer.._buffered);
            if (RecordCodec.Check(bytes, segment.Seed, _offset, out header) == RecordStatus.Valid)
                return bytes[..RecordCodec.SizeOf((int)header.PayloadBytes)];
        }

        Fill(segment, ChunkBytes);
        header = _buffered < RecordHeader.Bytes ? default : RecordHeader.Read(_buffer);
        var size = RecordCodec.IsPlausible(header, (int)(segment.Capacity - _offset)) ? RecordCodec.SizeOf((int)header.PayloadBytes) : 0;
        if (size > _buffered)
            Fill(segment, size);
        if (RecordCodec.Check(_buffer.AsSpan(0, _buffered), segment.Seed, _offset, out header) != RecordStatus.Valid)
            throw _store.Corrupt(segment.File.Name, _offset, $"the record on the way to entry {NextIndex} is damaged");
        return _buffer.AsSpan(0, size);
    }

    private void Fill(Segment segment, int bytes)
    {
        if (_buffer.Length < bytes)
            _buffer = GC.AllocateUninitializedArray<byte>(bytes);
        // Not what lies behind the last record: after a small append a reader that keeps up has little to read.
        var written = (int)Math.Min(_buffer.Length, Math.Max(segment.Tail - _offset, RecordHeader.Bytes));
        _buffered = segment.File.Read(_offset, _buffer.AsSpan(0, written));
        _bufferOffset = _offset;
    }
}
