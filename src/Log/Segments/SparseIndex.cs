using FromScratch.Log.Format;

namespace FromScratch.Log.Segments;

/// <summary>Where in a segment some of its entries begin, one for every few kilobytes. One writer; readers need no lock.</summary>
internal sealed class SparseIndex : ISegmentVisitor
{
    private const int StrideBytes = 16 * 1024;
    private readonly Point[] _points;
    private long _nextOffset;
    private int _count;

    public SparseIndex(int segmentBytes) => _points = new Point[(segmentBytes / StrideBytes) + 1];

    public void Record(in RecordHeader record, long offset)
    {
        if (record.Kind == RecordKind.Entry)
            Add(record.Index, offset);
    }

    public void Add(ulong index, long offset)
    {
        if (offset < _nextOffset || _count == _points.Length)
            return;
        _points[_count] = new Point(index, offset);
        _nextOffset = offset + StrideBytes;
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>The offset of an entry at or before <paramref name="index"/>.</summary>
    public long Floor(ulong index)
    {
        var low = 0;
        var high = Volatile.Read(ref _count) - 1;
        var offset = (long)SegmentHeader.SpaceBytes;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_points[middle].Index <= index)
                (offset, low) = (_points[middle].Offset, middle + 1);
            else
                high = middle - 1;
        }

        return offset;
    }

    private readonly record struct Point(ulong Index, long Offset);
}
