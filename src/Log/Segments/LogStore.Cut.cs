using FromScratch.Log.Format;

namespace FromScratch.Log.Segments;

internal sealed partial class LogStore
{
    private void Recover()
    {
        var names = _directory.List();
        var recovery = new Recovery(_directory, _options);
        recovery.Run(names);
        _sequence = recovery.LastSequence;
        _segments = [.. recovery.Live];
        Spares.Adopt(names);
        if (_segments.Length == 0)
            Roll(1, 0, 0, isStart: true);
        else
            ContinueAfter(recovery);
    }

    private void ContinueAfter(Recovery recovery)
    {
        var last = Active;
        var unproven = recovery.Unproven;
        if (unproven.Length > 0)
            last.File.Write(recovery.Tail.UnprovenOffset, unproven);
        last.File.Sync();
        _directory.Sync();
        _durableIndex = last.LastIndex;
        Discard(recovery.Void);
        var isTorn = recovery.Tail.Kind == TailKind.Torn;
        Recovered = new RecoveryReport
        {
            Segments = _segments.Length,
            Bytes = recovery.Bytes,
            TornFile = isTorn ? last.File.Name : null,
            TornOffset = isTorn ? recovery.Tail.Offset : 0,
        };
        if (isTorn)
            CutSuffix(last.LastIndex);
        else
            BeginTail(last.File, last.Tail);
    }

    private void CutSuffix(ulong lastKept)
    {
        var (term, crc) = ChainAt(lastKept);
        var before = _segments;
        Roll(lastKept + 1, term, crc, isStart: lastKept == 0);
        foreach (var segment in before.Where(segment => segment.LastIndex > lastKept))
            segment.CutAt(lastKept);
        Volatile.Write(ref _durableIndex, lastKept);
        KeepOnly(segment => segment.FirstIndex <= lastKept || segment == Active);
    }

    private void StartAgain(ulong firstIndex, ulong previousTerm)
    {
        ArgumentOutOfRangeException.ThrowIfZero(firstIndex);
        var active = Active;
        Roll(firstIndex, previousTerm, 0, isStart: true);
        active.CutAt(0);
        Volatile.Write(ref _durableIndex, firstIndex - 1);
        KeepOnly(segment => segment == Active);
    }

    /// <summary>Oldest first, each for good before the next: a gap would look like a lost file.</summary>
    private bool CutOldest(ulong firstKept)
    {
        if (_segments.Length == 1 || _segments[1].FirstIndex > firstKept)
            return false;
        var oldest = _segments[0];
        _segments = _segments[1..];
        Discard([oldest]);
        return true;
    }

    private void KeepOnly(Func<Segment, bool> isKept)
    {
        var before = _segments;
        _segments = [.. before.Where(isKept)];
        Discard(before.Except(_segments));
    }

    private void Discard(IEnumerable<Segment> segments)
    {
        var any = false;
        foreach (var segment in segments)
        {
            Spares.Recycle(segment);
            any = true;
        }

        if (any)
            _directory.Sync();
    }

    /// <summary>Term and CRC of an entry that is kept, for chaining the next one to it.</summary>
    private (ulong Term, uint Crc) ChainAt(ulong index)
    {
        var segment = _segments.Last(segment => segment.FirstIndex - 1 <= index);
        if (index == segment.FirstIndex - 1)
            return (segment.Header.PreviousTerm, segment.Header.PreviousCrc);
        if (index == segment.LastIndex)
            return (segment.LastTerm, segment.LastCrc);
        using var cursor = new LogCursor(this, index);
        return cursor.TryRead(out var entry)
            ? (entry.Term, entry.Crc)
            : throw new InvalidOperationException($"entry {index} cannot be read");
    }
}
