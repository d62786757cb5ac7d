using System.Diagnostics;
using System.Numerics;

namespace FromScratch.KeyValue.Engine.Memory;

/// <summary>
/// An array in native memory that grows and shrinks at its end without moving an element: segments of 16, 16, 32, ... 32Ki elements, and of
/// 64Ki from there on. Only the directory of segments is ever copied (150 pointers for ten million elements).
/// </summary>
internal sealed unsafe class NativeSegments<T> : IDisposable
    where T : unmanaged
{
    public const int FirstCount = 1 << FirstShift;

    private const int FirstShift = 4;
    private const int FullShift = 16;
    private const long FullCount = 1L << FullShift;
    private const int DoublingSegments = FullShift - FirstShift + 1;

    private readonly NativeHeap _heap;
    private T** _segments;
    private int _segmentCount;
    private int _segmentsMax = 4;

    public NativeSegments(NativeHeap heap)
    {
        _heap = heap;
        _segments = (T**)heap.Allocate(_segmentsMax * sizeof(T*));
    }

    /// <summary>Elements that there is room for.</summary>
    public long Capacity { get; private set; }

    /// <summary>Bytes of native memory that this takes, as the allocator takes them.</summary>
    public long Bytes
    {
        get
        {
            var bytes = NativeHeap.BytesOf(_segmentsMax * sizeof(T*));
            for (var segment = 0; segment < _segmentCount; segment++)
                bytes += NativeHeap.BytesOf(SegmentCount(segment) * sizeof(T));
            return bytes;
        }
    }

    /// <summary>Where the element lies. It stays there while it is below <see cref="Capacity"/>.</summary>
    public T* this[long index]
    {
        get
        {
            Debug.Assert((ulong)index < (ulong)Capacity, "The element is outside.");
            if (index >= FullCount)
                return _segments[DoublingSegments - 1 + (index >> FullShift)] + (index & (FullCount - 1));
            if (index < FirstCount)
                return _segments[0] + index;
            var log = BitOperations.Log2((ulong)index);
            return _segments[log - FirstShift + 1] + (index - (1L << log));
        }
    }

    /// <summary>Makes room for so many at least; what is new is zero.</summary>
    public void Grow(long count)
    {
        while (Capacity < count)
        {
            if (_segmentCount == _segmentsMax)
                GrowDirectory();
            var size = SegmentCount(_segmentCount);
            _segments[_segmentCount++] = (T*)_heap.AllocateZeroed(size * sizeof(T));
            Capacity += size;
        }
    }

    /// <summary>Gives back what lies beyond so many, keeping half a segment to spare. What is kept there is not zeroed.</summary>
    public void Shrink(long count)
    {
        while (_segmentCount > 1)
        {
            var last = SegmentCount(_segmentCount - 1);
            if (Capacity - last - (last / 2) < count)
                return;
            FreeLast();
        }
    }

    public void Dispose()
    {
        while (_segmentCount > 0)
            FreeLast();
        if (_segments is null)
            return;
        _heap.Free(_segments, _segmentsMax * sizeof(T*));
        _segments = null;
    }

    private static long SegmentCount(int segment) => segment switch
    {
        0 => FirstCount,
        < DoublingSegments => 1L << (FirstShift + segment - 1),
        _ => FullCount,
    };

    private void FreeLast()
    {
        var size = SegmentCount(--_segmentCount);
        _heap.Free(_segments[_segmentCount], size * sizeof(T));
        Capacity -= size;
    }

    private void GrowDirectory()
    {
        _segments = (T**)_heap.Resize(_segments, _segmentsMax * sizeof(T*), _segmentsMax * 2L * sizeof(T*));
        _segmentsMax *= 2;
    }
}
