using System.Buffers.Binary;

namespace FromScratch.Log.Format;

/// <summary>The 32 bytes in front of a record's payload; the layout is in FORMAT.md.</summary>
public readonly record struct RecordHeader
{
    public const int Bytes = 32;

    internal const int LengthAt = 4;
    private const int TermAt = 8;
    private const int IndexAt = 16;
    private const int KindAt = 24;
    private const int TagAt = 25;
    private const int DistanceAt = 26;
    private const int PreviousCrcAt = 28;

    /// <summary>A distance that is not known or does not fit.</summary>
    private const ushort NoDistance = ushort.MaxValue;

    public uint Crc { get; init; }

    public uint PayloadBytes { get; init; }

    public ulong Term { get; init; }

    public ulong Index { get; init; }

    public RecordKind Kind { get; init; }

    /// <summary>A byte that the log keeps for its owner.</summary>
    public byte Tag { get; init; }

    /// <summary>How far behind this index the disk was: the raw field, see <see cref="ProvenIndex"/>.</summary>
    public ushort DurableDistance { get; init; }

    /// <summary>The CRC of the entry before.</summary>
    public uint PreviousCrc { get; init; }

    /// <summary>Every index up to this one was on disk before this record was written; 0 when the record does not tell.</summary>
    public ulong ProvenIndex => DurableDistance == NoDistance || DurableDistance > Index ? 0 : Index - DurableDistance;

    public static RecordHeader Read(ReadOnlySpan<byte> from) => new()
    {
        Crc = BinaryPrimitives.ReadUInt32LittleEndian(from),
        PayloadBytes = BinaryPrimitives.ReadUInt32LittleEndian(from[LengthAt..]),
        Term = BinaryPrimitives.ReadUInt64LittleEndian(from[TermAt..]),
        Index = BinaryPrimitives.ReadUInt64LittleEndian(from[IndexAt..]),
        Kind = (RecordKind)from[KindAt],
        Tag = from[TagAt],
        DurableDistance = BinaryPrimitives.ReadUInt16LittleEndian(from[DistanceAt..]),
        PreviousCrc = BinaryPrimitives.ReadUInt32LittleEndian(from[PreviousCrcAt..]),
    };

    /// <summary>Writes all fields but those that <see cref="Complete"/> adds.</summary>
    internal static void WriteDraft(Span<byte> to, ulong term, ulong index, RecordKind kind, byte tag, int payloadBytes)
    {
        to[..Bytes].Clear();
        BinaryPrimitives.WriteInt32LittleEndian(to[LengthAt..], payloadBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(to[TermAt..], term);
        BinaryPrimitives.WriteUInt64LittleEndian(to[IndexAt..], index);
        to[KindAt] = (byte)kind;
        to[TagAt] = tag;
    }

    /// <summary>Adds what is known only when the record is written; the CRC comes last, see <see cref="RecordCodec.Seal"/>.</summary>
    internal static void Complete(Span<byte> to, ulong index, ulong durableIndex, uint previousCrc)
    {
        var distance = index - durableIndex;
        BinaryPrimitives.WriteUInt16LittleEndian(to[DistanceAt..], distance < NoDistance ? (ushort)distance : NoDistance);
        BinaryPrimitives.WriteUInt32LittleEndian(to[PreviousCrcAt..], previousCrc);
    }
}
