using System.Buffers.Binary;

namespace FromScratch.Log.Format;

/// <summary>The first bytes of a segment; the layout is in FORMAT.md.</summary>
public readonly record struct SegmentHeader
{
    /// <summary>The header's own bytes.</summary>
    public const int Bytes = 64;

    /// <summary>The header with the zeros behind it: records begin here, so that writing one never rewrites the header.</summary>
    public const int SpaceBytes = 4096;

    /// <summary>How to give a new number is in FORMAT.md.</summary>
    public const ushort Version = 1;

    private const ushort StartFlag = 1;
    private const int VersionAt = 8;
    private const int FlagsAt = 10;
    private const int PreviousCrcAt = 12;
    private const int IdentityAt = 16;
    private const int SequenceAt = 32;
    private const int FirstIndexAt = 40;
    private const int PreviousTermAt = 48;
    private const int SaltAt = 56;
    private const int CrcAt = 60;

    /// <summary>Whose log this is; chosen by the owner.</summary>
    public UInt128 Identity { get; init; }

    /// <summary>Grows with every segment of a log, never used twice.</summary>
    public ulong Sequence { get; init; }

    public ulong FirstIndex { get; init; }

    /// <summary>The term of the entry before the first; 0 when there is none.</summary>
    public ulong PreviousTerm { get; init; }

    /// <summary>The CRC of the entry before the first; 0 when there is none or it is not known.</summary>
    public uint PreviousCrc { get; init; }

    /// <summary>Random, so that records left by the file's former use do not prove themselves.</summary>
    public uint Salt { get; init; }

    /// <summary>The log begins here: every segment before this one is void.</summary>
    public bool IsStart { get; init; }

    private static ReadOnlySpan<byte> Magic => "FSLOGSEG"u8;

    /// <summary>What the CRCs of this segment's records start from: the header's own CRC.</summary>
    public uint Seed
    {
        get
        {
            Span<byte> bytes = stackalloc byte[Bytes];
            Write(bytes);
            return BinaryPrimitives.ReadUInt32LittleEndian(bytes[CrcAt..]);
        }
    }

    public void Write(Span<byte> to)
    {
        Magic.CopyTo(to);
        BinaryPrimitives.WriteUInt16LittleEndian(to[VersionAt..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(to[FlagsAt..], IsStart ? StartFlag : (ushort)0);
        BinaryPrimitives.WriteUInt32LittleEndian(to[PreviousCrcAt..], PreviousCrc);
        BinaryPrimitives.WriteUInt128LittleEndian(to[IdentityAt..], Identity);
        BinaryPrimitives.WriteUInt64LittleEndian(to[SequenceAt..], Sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(to[FirstIndexAt..], FirstIndex);
        BinaryPrimitives.WriteUInt64LittleEndian(to[PreviousTermAt..], PreviousTerm);
        BinaryPrimitives.WriteUInt32LittleEndian(to[SaltAt..], Salt);
        BinaryPrimitives.WriteUInt32LittleEndian(to[CrcAt..], Crc32C.Of(to[..CrcAt]));
    }

    /// <summary>Null, or why the bytes are no header that this version reads.</summary>
    public static string? TryRead(ReadOnlySpan<byte> from, out SegmentHeader header)
    {
        header = default;
        if (from.Length < Bytes)
            return "the file is shorter than a segment header";
        if (!from.StartsWith(Magic))
            return "the file does not begin as a log segment";
        if (Crc32C.Of(from[..CrcAt]) != BinaryPrimitives.ReadUInt32LittleEndian(from[CrcAt..]))
            return "the segment header is damaged";
        var version = BinaryPrimitives.ReadUInt16LittleEndian(from[VersionAt..]);
        var flags = BinaryPrimitives.ReadUInt16LittleEndian(from[FlagsAt..]);
        if (version != Version || flags > StartFlag)
            return $"the segment has format version {version}, flags {flags}; known: {Version}";
        header = new SegmentHeader
        {
            IsStart = flags == StartFlag,
            PreviousCrc = BinaryPrimitives.ReadUInt32LittleEndian(from[PreviousCrcAt..]),
            Identity = BinaryPrimitives.ReadUInt128LittleEndian(from[IdentityAt..]),
            Sequence = BinaryPrimitives.ReadUInt64LittleEndian(from[SequenceAt..]),
            FirstIndex = BinaryPrimitives.ReadUInt64LittleEndian(from[FirstIndexAt..]),
            PreviousTerm = BinaryPrimitives.ReadUInt64LittleEndian(from[PreviousTermAt..]),
            Salt = BinaryPrimitives.ReadUInt32LittleEndian(from[SaltAt..]),
        };
        return null;
    }
}
