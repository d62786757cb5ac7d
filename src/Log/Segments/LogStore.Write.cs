using FromScratch.Log.Files;
using FromScratch.Log.Format;

namespace FromScratch.Log.Segments;

internal sealed partial class LogStore
{
    private const int PageBytes = 4096;

    /// <summary>Of the active segment: everything up to here has been written in whole pages.</summary>
    private long _pagedTo;

    private int WriteRun(Span<byte> drafts, ReadOnlySpan<byte> withSlack)
    {
        if (SizeOfFirst(drafts) > SpaceLeftBytes)
            Roll(LastIndex + 1, LastTerm, Active.LastCrc);
        var active = Active;
        var (index, term, crc) = (active.LastIndex, active.LastTerm, active.LastCrc);
        var end = 0;
        while (end < drafts.Length)
        {
            var draft = drafts[end..];
            var header = RecordHeader.Read(draft);
            var size = RecordCodec.SizeOf((int)header.PayloadBytes);
            var offset = active.Tail + end;
            if (size > SpaceLeftBytes - end)
                break;
            if (header.Index != index + 1 || header.Term < term)
                throw new InvalidOperationException($"entry ({header.Term}, {header.Index}) does not follow ({term}, {index})");
            crc = RecordCodec.Seal(draft, active.Seed, offset, crc, DurableIndex);
            (index, term) = (header.Index, header.Term);
            active.Index.Add(index, offset);
            end += size;
        }

        _isTailDirty = true;
        active.File.Write(active.Tail, end == drafts.Length ? WholePages(active, withSlack, end) : drafts[..end]);
        _isTailDirty = false;
        active.Advance(active.Tail + end, index, term, crc);
        return end;
    }

    /// <summary>
    /// Zeros up to the end of the last page, when it is a new one: of a page that is written in part the system would read the rest first,
    /// and a spare's pages need not be in its memory.
    /// </summary>
    private ReadOnlySpan<byte> WholePages(Segment active, ReadOnlySpan<byte> withSlack, int end)
    {
        var last = active.Tail + end;
        if (last <= _pagedTo)
            return withSlack[..end];
        _pagedTo = Math.Min((last + PageBytes - 1) & -PageBytes, Math.Min(active.Capacity, active.Tail + withSlack.Length));
        return withSlack[..(int)(_pagedTo - active.Tail)];
    }

    private static int SizeOfFirst(ReadOnlySpan<byte> drafts) => RecordCodec.SizeOf((int)RecordHeader.Read(drafts).PayloadBytes);

    private void SyncActive()
    {
        if (DurableIndex != LastIndex)
            SyncUpTo(Active, LastIndex);
    }

    /// <summary>
    /// One at a time: of two syncs of a file at once the system tells only one that it failed, and the other would count as good.
    /// </summary>
    private void SyncUpTo(Segment segment, ulong index)
    {
        lock (_syncGate)
        {
            ThrowIfFailed();
            if (DurableIndex >= index)
                return;
            try
            {
                segment.File.Sync();
            }
            catch (Exception cause)
            {
                throw Fail(cause);
            }

            Volatile.Write(ref _durableIndex, index);
        }
    }

    private void WriteMark()
    {
        SyncActive();
        var active = Active;
        if (active.Tail + _mark.Length > active.Capacity || active.LastIndex == 0 || _isTailDirty)
            return;
        RecordCodec.WriteDraft(_mark, active.LastTerm, active.LastIndex, RecordKind.Mark, 0, default);
        RecordCodec.Seal(_mark, active.Seed, active.Tail, active.LastCrc, active.LastIndex);
        active.File.Write(active.Tail, _mark);
        active.File.Sync();
        active.Advance(active.Tail + _mark.Length, active.LastIndex, active.LastTerm, active.LastCrc);
    }

    /// <summary>Begins a new segment; from the directory's sync on, entries from its first index on count nowhere else.</summary>
    private void Roll(ulong firstIndex, ulong previousTerm, uint previousCrc, bool isStart = false)
    {
        if (_segments.Length > 0)
            SyncActive();
        var header = new SegmentHeader
        {
            Identity = _options.Identity,
            Sequence = _sequence + 1,
            FirstIndex = firstIndex,
            PreviousTerm = previousTerm,
            PreviousCrc = previousCrc,
            Salt = (uint)_options.Random.NextUInt64(),
            IsStart = isStart,
        };
#pragma warning disable CA2000 // The segment owns the file.
        var file = TakeFileFor(header);
#pragma warning restore CA2000
        file.Sync();
        _directory.Rename(file, SegmentName.Of(header));
        _directory.Sync();
        _sequence++;
        _pagedTo = SegmentHeader.SpaceBytes;
        _isTailDirty = false;
        var tail = new SegmentTail
        {
            Offset = SegmentHeader.SpaceBytes,
            LastIndex = firstIndex - 1,
            LastTerm = previousTerm,
            LastCrc = previousCrc,
        };
        // Whoever reads on still finds the end of the one before in memory.
        if (_segments.Length > 1)
            _segments[^2].File.EndTail();
        BeginTail(file, SegmentHeader.SpaceBytes);
        _segments = [.. _segments, new Segment(file, header, new SparseIndex(_options.SegmentBytes), tail)];
    }

    /// <summary>Only where every batch is synced: a process that is killed must lose nothing that was promised to be written.</summary>
    private void BeginTail(ILogFile file, long at)
    {
        if (_options.Durability == LogDurability.Always)
            file.BeginTail(at);
    }

    private ILogFile TakeFileFor(in SegmentHeader header)
    {
        header.Write(_headerSpace);
        var file = Spares.Take();
        try
        {
            file.Write(0, _headerSpace);
            return file;
        }
        catch (DiskFullException)
        {
            Spares.Add(file);
            throw;
        }
    }
}
