using System.Buffers.Binary;

namespace FromScratch.Protocols.Memcached.Binary;

/// <summary>
/// The 24 bytes in front of every request, numbers in network order: magic 0x80, opcode, key length (2), extras length (1), data type (1),
/// vbucket (2), body length (4: extras, key and value together), opaque (4), cas (8). Data type and vbucket are ignored, as memcached does.
/// </summary>
public readonly struct BinaryRequestHeader
{
    public const int Bytes = 24;
    public const byte Magic = 0x80;

    private BinaryRequestHeader(ReadOnlySpan<byte> header)
    {
        Opcode = (BinaryOpcode)header[1];
        KeyLength = BinaryPrimitives.ReadUInt16BigEndian(header[2..]);
        ExtrasLength = header[4];
        BodyLength = BinaryPrimitives.ReadUInt32BigEndian(header[8..]);
        Opaque = BinaryPrimitives.ReadUInt32BigEndian(header[12..]);
        Cas = BinaryPrimitives.ReadUInt64BigEndian(header[16..]);
    }

    public BinaryOpcode Opcode { get; }

    public ushort KeyLength { get; }

    public byte ExtrasLength { get; }

    public uint BodyLength { get; }

    /// <summary>Chosen by the client and echoed.</summary>
    public uint Opaque { get; }

    /// <summary>The CAS id that the item must have; 0 = no condition.</summary>
    public ulong Cas { get; }

    /// <summary>Bytes of the value that the lengths announce; negative when they contradict each other.</summary>
    public long ValueLength => (long)BodyLength - KeyLength - ExtrasLength;

    /// <summary>Header and body.</summary>
    public long TotalBytes => Bytes + (long)BodyLength;

    /// <param name="header">At least <see cref="Bytes"/> bytes that start with the magic.</param>
    public static BinaryRequestHeader Read(ReadOnlySpan<byte> header) => new(header[..Bytes]);
}
