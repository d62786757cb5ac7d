namespace FromScratch.Log.Format;

/// <summary>
/// Reads a segment from its first record to its last good one and decides what the rest is: nothing, the remains of writes
/// that nobody was told of, or damage to what was kept. Pure; the rules and their reasons are in FORMAT.md.
/// </summary>
public ref struct SegmentScan
{
    private readonly ReadOnlySpan<byte> _segment;
    private readonly uint _seed;
    private readonly ISegmentVisitor? _visitor;
    private int _offset;
    private int _unprovenOffset;
    private ulong _lastIndex;
    private ulong _lastTerm;
    private uint _lastCrc;
    private ulong _provenIndex;

    private SegmentScan(ReadOnlySpan<byte> segment, in SegmentHeader header, ISegmentVisitor? visitor)
    {
        _segment = segment;
        _seed = header.Seed;
        _visitor = visitor;
        _offset = _unprovenOffset = Math.Min(SegmentHeader.SpaceBytes, segment.Length);
        _lastIndex = _provenIndex = header.FirstIndex - 1;
        _lastTerm = header.PreviousTerm;
        _lastCrc = header.PreviousCrc;
    }

    /// <param name="segment">The whole file.</param>
    /// <param name="header">Its header, already checked.</param>
    /// <param name="knownIndex">The highest index known to have been on disk (the commit point); 0 when nothing is known.</param>
    /// <param name="endIndex">The last index of a segment that has a successor: what follows is void. Null for the last one.</param>
    /// <param name="visitor">Is shown every good record.</param>
    public static SegmentTail Run(
        ReadOnlySpan<byte> segment, in SegmentHeader header, ulong knownIndex, ulong? endIndex = null, ISegmentVisitor? visitor = null)
    {
        var scan = new SegmentScan(segment, header, visitor);
        return scan.Run(endIndex is { } end ? Math.Max(end, knownIndex) : knownIndex, endIndex);
    }

    private SegmentTail Run(ulong knownIndex, ulong? endIndex)
    {
        while (_lastIndex != endIndex)
        {
            var status = RecordCodec.Check(_segment[_offset..], _seed, _offset, out var record);
            if (status != RecordStatus.Valid)
                return JudgeRest(knownIndex);
            if (WhyOutOfPlace(record) is { } reason)
                return Tail(TailKind.Corrupt, reason);
            Accept(record);
        }

        return Tail(TailKind.Clean);
    }

    private void Accept(in RecordHeader record)
    {
        _visitor?.Record(record, _offset);
        _provenIndex = Math.Max(_provenIndex, record.ProvenIndex);
        if (_provenIndex >= _lastIndex)
            _unprovenOffset = _offset;
        _offset += RecordCodec.SizeOf((int)record.PayloadBytes);
        if (record.Kind == RecordKind.Mark)
            return;
        (_lastIndex, _lastTerm, _lastCrc) = (record.Index, record.Term, record.Crc);
    }

    /// <summary>A record can prove itself and yet not be the one that was written behind its predecessor.</summary>
    private readonly string? WhyOutOfPlace(in RecordHeader record)
    {
        var expected = record.Kind == RecordKind.Mark ? _lastIndex : _lastIndex + 1;
        if (record.Index != expected)
            return $"{record.Kind} has index {record.Index}, expected {expected}";
        if (record.PreviousCrc != _lastCrc)
            return $"{record.Kind} {record.Index} is not chained to the entry before it";
        return record.Term < _lastTerm ? $"{record.Kind} {record.Index} has term {record.Term}, below {_lastTerm}" : null;
    }

    private readonly SegmentTail JudgeRest(ulong knownIndex)
    {
        var missing = _lastIndex + 1;
        if (missing <= knownIndex)
            return Tail(TailKind.Corrupt, $"entry {missing} is damaged or missing, and entries up to {knownIndex} are known to be kept");
        if (!_segment[_offset..].ContainsAnyExcept((byte)0))
            return Tail(TailKind.Clean);
        var proof = FindProof(missing);
        return proof < 0
            ? Tail(TailKind.Torn)
            : Tail(TailKind.Corrupt, $"entry {missing} is damaged: the record at offset {proof} was written after it had been kept");
    }

    /// <summary>The offset of a later record that was written when <paramref name="missing"/> was already on disk; -1 when none.</summary>
    private readonly int FindProof(ulong missing)
    {
        for (var at = _offset + RecordCodec.Alignment; at <= _segment.Length - RecordHeader.Bytes; at += RecordCodec.Alignment)
        {
            var rest = _segment[at..];
            var candidate = RecordHeader.Read(rest);
            if (candidate.ProvenIndex >= missing
                && RecordCodec.IsPlausible(candidate, rest.Length)
                && RecordCodec.Check(rest, _seed, at, out _) == RecordStatus.Valid)
            {
                return at;
            }
        }

        return -1;
    }

    private readonly SegmentTail Tail(TailKind kind, string? reason = null) => new()
    {
        Kind = kind,
        Offset = _offset,
        LastIndex = _lastIndex,
        LastTerm = _lastTerm,
        LastCrc = _lastCrc,
        UnprovenOffset = _unprovenOffset,
        Reason = reason,
    };
}
