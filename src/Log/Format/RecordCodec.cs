using System.Buffers.Binary;

namespace FromScratch.Log.Format;

/// <summary>What stands at a place where a record may begin.</summary>
public enum RecordStatus : byte
{
    /// <summary>A whole record that proves itself.</summary>
    Valid,

    /// <summary>Zeros: nothing was written here.</summary>
    Blank,

    /// <summary>Bytes that are no record of this segment at this place.</summary>
    Damaged,
}

/// <summary>Writes and checks single records; the layout is in FORMAT.md.</summary>
public static class RecordCodec
{
    public const int Alignment = 8;

    /// <summary>The largest payload the format can hold; logs set a smaller limit.</summary>
    public const int PayloadBytesLimit = 1 << 30;

    /// <summary>Bytes that a record takes in a segment.</summary>
    public static int SizeOf(int payloadBytes) => (RecordHeader.Bytes + payloadBytes + Alignment - 1) & -Alignment;

    /// <summary>Writes a record that still lacks its seal. Returns its size.</summary>
    public static int WriteDraft(Span<byte> to, ulong term, ulong index, RecordKind kind, byte tag, ReadOnlySpan<byte> payload)
    {
        var size = SizeOf(payload.Length);
        RecordHeader.WriteDraft(to, term, index, kind, tag, payload.Length);
        payload.CopyTo(to[RecordHeader.Bytes..]);
        to[(RecordHeader.Bytes + payload.Length)..size].Clear();
        return size;
    }

    /// <summary>Completes a draft for its place: what is durable now, the chain, the CRC. May be done again. Returns the CRC.</summary>
    public static uint Seal(Span<byte> record, uint seed, long offset, uint previousCrc, ulong durableIndex)
    {
        var header = RecordHeader.Read(record);
        RecordHeader.Complete(record, header.Index, durableIndex, previousCrc);
        var crc = CrcOf(record[..SizeOf((int)header.PayloadBytes)], seed, offset);
        BinaryPrimitives.WriteUInt32LittleEndian(record, crc);
        return crc;
    }

    /// <summary>Checks the record at the start of <paramref name="bytes"/>, which reach to the end of the segment.</summary>
    public static RecordStatus Check(ReadOnlySpan<byte> bytes, uint seed, long offset, out RecordHeader header)
    {
        header = default;
        if (bytes.Length < RecordHeader.Bytes)
            return bytes.ContainsAnyExcept((byte)0) ? RecordStatus.Damaged : RecordStatus.Blank;
        header = RecordHeader.Read(bytes);
        if (header.Kind == RecordKind.None && !bytes[..RecordHeader.Bytes].ContainsAnyExcept((byte)0))
            return RecordStatus.Blank;
        if (!IsPlausible(header, bytes.Length))
            return RecordStatus.Damaged;
        return CrcOf(bytes[..SizeOf((int)header.PayloadBytes)], seed, offset) == header.Crc ? RecordStatus.Valid : RecordStatus.Damaged;
    }

    internal static bool IsPlausible(in RecordHeader header, int bytesLeft) =>
        header.Kind is RecordKind.Entry or RecordKind.Mark
        && header.PayloadBytes <= PayloadBytesLimit
        && SizeOf((int)header.PayloadBytes) <= bytesLeft;

    private static uint CrcOf(ReadOnlySpan<byte> record, uint seed, long offset) =>
        Crc32C.Append(seed ^ (uint)offset, record[RecordHeader.LengthAt..]);
}
