using FromScratch.Log.Files;
using FromScratch.Log.Format;

namespace FromScratch.Log.Segments;

/// <summary>One open segment. Appended by one thread; cursors read what <see cref="LastIndex"/> covers.</summary>
internal sealed class Segment(ILogFile file, SegmentHeader header, SparseIndex index, SegmentTail tail)
{
    private readonly Lock _gate = new();
    private ulong _lastIndex = tail.LastIndex;
    private int _readers;
    private bool _isRetired;

    public ILogFile File { get; } = file;

    public SegmentHeader Header { get; } = header;

    public uint Seed { get; } = header.Seed;

    public SparseIndex Index { get; } = index;

    public long Capacity { get; } = file.Length;

    /// <summary>Where the next record goes.</summary>
    public long Tail { get; private set; } = tail.Offset;

    public ulong LastTerm { get; private set; } = tail.LastTerm;

    public uint LastCrc { get; private set; } = tail.LastCrc;

    public ulong FirstIndex => Header.FirstIndex;

    /// <summary>The last entry that a reader may see.</summary>
    public ulong LastIndex => Volatile.Read(ref _lastIndex);

    public void Advance(long tail, ulong index, ulong term, uint crc)
    {
        (Tail, LastTerm, LastCrc) = (tail, term, crc);
        Volatile.Write(ref _lastIndex, index);
    }

    /// <summary>Entries behind <paramref name="index"/> are void.</summary>
    public void CutAt(ulong index) => Volatile.Write(ref _lastIndex, index);

    /// <summary>False when the segment has left the log.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_isRetired)
                return false;
            _readers++;
            return true;
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            _readers--;
            if (_isRetired && _readers == 0)
                File.Dispose();
        }
    }

    /// <summary>
    /// Takes the segment out of use. True when nobody reads it: the caller then has the file, else the last reader closes it.
    /// </summary>
    public bool Retire()
    {
        lock (_gate)
        {
            _isRetired = true;
            return _readers == 0;
        }
    }
}
