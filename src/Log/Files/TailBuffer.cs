using System.Collections.Concurrent;

namespace FromScratch.Log.Files;

/// <summary>
/// The newest bytes of a file that grows at its end, in whole pages of memory, with what the file does not have yet. One thread writes and
/// flushes, any thread reads.
/// </summary>
internal sealed class TailBuffer
{
    public const int PageBytes = 4096;
    public const int RingBytes = 4 << 20;
    private const int SpareRingsMax = 4;
    private static readonly ConcurrentBag<byte[]> SpareRings = [];
    private readonly Lock _gate = new();
    private readonly byte[] _ring;
    private readonly int _base;

    /// <summary>Held is what lies from start, the beginning of a page, to end.</summary>
    private long _start;
    private long _end;

    /// <summary>The file has what lies before.</summary>
    private long _flushed;
    private bool _isOver;

    /// <param name="at">The next byte to be written.</param>
    /// <param name="head">What the file has of its page.</param>
    public TailBuffer(long at, ReadOnlySpan<byte> head)
    {
        _ring = SpareRings.TryTake(out var ring) ? ring : GC.AllocateUninitializedArray<byte>(RingBytes + PageBytes, pinned: true);
        _base = BaseOf(_ring);
        _start = _end = at & -PageBytes;
        Put(_start, head);
        _flushed = _end = at;
    }

    public bool HasPending => _flushed < _end;

    /// <summary>Takes as many bytes as there is room for; 0 = flush first.</summary>
    public int Write(long offset, ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (offset < _start || offset > _end)
                throw new InvalidOperationException($"a write at {offset} to a file whose end is held from {_start} to {_end}");
            var flushed = Math.Min(_flushed, offset);
            var count = (int)Math.Min(bytes.Length, (flushed & -PageBytes) + RingBytes - offset);
            _flushed = flushed;
            var end = offset + count;
            Put(offset, bytes[..count]);
            if (end <= _end)
                return count;
            // Behind it the page must not have what stood there a round of the ring ago.
            Slice(end, (int)(-end & (PageBytes - 1))).Clear();
            _end = end;
            _start = Math.Max(_start, ((end + PageBytes - 1) & -PageBytes) - RingBytes);
            return count;
        }
    }

    /// <summary>Whole pages that the file needs next, without a break; empty = it has all.</summary>
    public ReadOnlySpan<byte> Pending(out long offset)
    {
        offset = _flushed & -PageBytes;
        if (!HasPending)
            return default;
        var toWrap = RingBytes - (offset & (RingBytes - 1));
        return Slice(offset, (int)Math.Min(toWrap, ((_end + PageBytes - 1) & -PageBytes) - offset));
    }

    /// <summary>The file has what lies before.</summary>
    public void Flushed(long to) => _flushed = Math.Min(to, _end);

    /// <summary>Copies what it holds of a range; tells which part that is, in bytes from its beginning.</summary>
    public Range Read(long offset, Span<byte> to)
    {
        lock (_gate)
        {
            var (from, end) = (Math.Max(offset, _start), Math.Min(offset + to.Length, _end));
            if (_isOver || from >= end)
                return default;
            for (var at = from; at < end;)
            {
                var piece = (int)Math.Min(end - at, RingBytes - (at & (RingBytes - 1)));
                Slice(at, piece).CopyTo(to[(int)(at - offset)..]);
                at += piece;
            }

            return (int)(from - offset)..(int)(end - offset);
        }
    }

    /// <summary>It holds nothing any more; its memory is used again.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (_isOver)
                return;
            _isOver = true;
        }

        if (SpareRings.Count < SpareRingsMax)
            SpareRings.Add(_ring);
    }

    private void Put(long offset, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var piece = (int)Math.Min(bytes.Length, RingBytes - (offset & (RingBytes - 1)));
            bytes[..piece].CopyTo(Slice(offset, piece));
            bytes = bytes[piece..];
            offset += piece;
        }
    }

    private Span<byte> Slice(long offset, int bytes) => _ring.AsSpan(_base + (int)(offset & (RingBytes - 1)), bytes);

    private static unsafe int BaseOf(byte[] ring) =>
        (int)(-(nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref ring[0]) & (PageBytes - 1));
}
