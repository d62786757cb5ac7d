using FromScratch.Log.Files;
using FromScratch.Log.Format;

namespace FromScratch.Log.Segments;

/// <summary>What opening a log found.</summary>
public readonly record struct RecoveryReport
{
    public int Segments { get; init; }

    public long Bytes { get; init; }

    /// <summary>The file whose torn tail was cut; null when there was none.</summary>
    public string? TornFile { get; init; }

    public long TornOffset { get; init; }
}

/// <summary>Finds the segments that make up the log and checks every record of them. Changes nothing.</summary>
internal sealed class Recovery(ILogDirectory directory, LogOptions options)
{
    private readonly List<(ILogFile File, SegmentHeader Header)> _found = [];
    private byte[] _buffer = [];

    /// <summary>The log, oldest segment first.</summary>
    public List<Segment> Live { get; } = [];

    /// <summary>Segments that a later one has replaced.</summary>
    public List<Segment> Void { get; } = [];

    public SegmentTail Tail { get; private set; }

    public ulong LastSequence => _found.Count == 0 ? 0 : _found[^1].Header.Sequence;

    public long Bytes { get; private set; }

    /// <exception cref="LogCorruptException">Something that was kept is damaged or missing.</exception>
    public void Run(IEnumerable<string> names)
    {
        foreach (var name in names.Where(SegmentName.IsSegment).Order(StringComparer.Ordinal))
            _found.Add(ReadHeader(name));
        var live = ChooseLive();
        for (var i = 0; i < live.Count; i++)
            Live.Add(Check(live[i], i + 1 < live.Count ? live[i + 1].Header : null));
        if (live.Count == 0 && options.KnownIndex > 0)
            throw Corrupt("", 0, $"there is no segment, and entries up to {options.KnownIndex} are known to have been kept");
    }

    /// <summary>The unproven end of the last segment, for writing it again.</summary>
    public ReadOnlySpan<byte> Unproven => _buffer.AsSpan((int)Tail.UnprovenOffset..(int)Tail.Offset);

    private (ILogFile File, SegmentHeader Header) ReadHeader(string name)
    {
        var file = directory.Open(name);
        Span<byte> bytes = stackalloc byte[SegmentHeader.Bytes];
        var read = file.Read(0, bytes);
        if (SegmentHeader.TryRead(bytes[..read], out var header) is { } reason)
            throw Corrupt(name, 0, reason);
        if (SegmentName.Of(header) != name)
            throw Corrupt(name, 0, $"the segment was written as {SegmentName.Of(header)}");
        if (header.Identity != options.Identity)
            throw Corrupt(name, 0, $"the segment belongs to the log {header.Identity:x32}, not {options.Identity:x32}");
        return (file, header);
    }

    private List<(ILogFile File, SegmentHeader Header)> ChooseLive()
    {
        var live = new List<(ILogFile, SegmentHeader)>();
        var limit = ulong.MaxValue;
        for (var i = _found.Count - 1; i >= 0; i--)
        {
            var (file, header) = _found[i];
            if (header.FirstIndex >= limit)
            {
                Void.Add(new Segment(file, header, new SparseIndex(0), default));
                continue;
            }

            live.Insert(0, _found[i]);
            limit = header.IsStart ? 0 : header.FirstIndex;
        }

        return live;
    }

    private Segment Check((ILogFile File, SegmentHeader Header) segment, SegmentHeader? next)
    {
        var (file, header) = segment;
        var length = checked((int)file.Length);
        if (_buffer.Length < length)
            _buffer = GC.AllocateUninitializedArray<byte>(length);
        var read = file.Read(0, _buffer.AsSpan(0, length));
        var index = new SparseIndex(length);
        ulong? end = next is { } after ? after.FirstIndex - 1 : null;
        var known = end is { } last ? Math.Min(options.KnownIndex, last) : options.KnownIndex;
        var tail = SegmentScan.Run(_buffer.AsSpan(0, read), header, known, end, index);
        if (tail.Kind == TailKind.Corrupt)
            throw Corrupt(file.Name, tail.Offset, tail.Reason!);
        if (next is { } chained && (chained.PreviousCrc, chained.PreviousTerm) != (tail.LastCrc, tail.LastTerm))
            throw Corrupt(file.Name, tail.Offset, $"the next segment, {SegmentName.Of(chained)}, is not chained to entry {tail.LastIndex}");
        Bytes += tail.Offset;
        Tail = tail;
        return new Segment(file, header, index, tail);
    }

    private LogCorruptException Corrupt(string file, long offset, string reason) => new(directory.Path, file, offset, reason);
}
