using System.Buffers.Binary;
using System.Globalization;
using FromScratch.Log.Format;

namespace FromScratch.KeyValue.Snapshots;

/// <summary>Sizes, numbers and names of the snapshot file; the page is FORMAT.md.</summary>
internal static class SnapshotFormat
{
    public const ushort Version = 3;

    /// <summary>Had no configuration block.</summary>
    public const ushort OldestVersion = 1;
    public const int HeaderBytes = 64;
    public const int HeaderCrcAt = 60;
    public const int BlockHeadBytes = 12;
    public const int RecordHeadBytes = 28;
    public const int FieldHeadBytes = 8;
    public const uint RecordsBlock = 1;
    public const uint EndBlock = 2;
    public const uint ConfigurationBlock = 3;
    public const uint MirrorBlock = 4;
    public const byte MoreFields = 3;
    public const string TemporaryName = "snapshot.tmp";
    private const string Prefix = "snapshot-";
    private const string Suffix = ".kv";
    private const string WitnessPrefix = "witness-";

    public static ReadOnlySpan<byte> Magic => "FSKVSNAP"u8;

    public static string NameOf(ulong appliedIndex) => $"{Prefix}{appliedIndex:x16}{Suffix}";

    /// <summary>For a witness, on its way.</summary>
    public static string WitnessNameOf(ulong appliedIndex) => $"{WitnessPrefix}{appliedIndex:x16}.tmp";

    public static bool IsWitnessName(string name) => name.StartsWith(WitnessPrefix, StringComparison.Ordinal);

    public static bool TryParseName(string name, out ulong appliedIndex)
    {
        appliedIndex = 0;
        return name.Length == Prefix.Length + 16 + Suffix.Length
            && name.StartsWith(Prefix, StringComparison.Ordinal)
            && name.EndsWith(Suffix, StringComparison.Ordinal)
            && ulong.TryParse(
                name.AsSpan(Prefix.Length, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out appliedIndex);
    }
}

/// <param name="Index">Of the entry that the members stood in; 0 = the first ones.</param>
/// <param name="Members">Who belonged to the group, as the group writes it; empty = not told.</param>
/// <param name="Mirror">What the group is a copy of, as FromScratch.KeyValue.Mirror.MirrorState writes it; empty = of none.</param>
internal readonly record struct SnapshotConfiguration(ulong Index, ReadOnlyMemory<byte> Members, ReadOnlyMemory<byte> Mirror = default);

/// <summary>What a snapshot is of.</summary>
internal readonly record struct SnapshotHeader(UInt128 Identity, ulong AppliedIndex, ulong Term, long LogTimeMs)
{
    /// <summary>Returns the CRC that the chain of blocks starts from.</summary>
    public uint Write(Span<byte> to)
    {
        to[..SnapshotFormat.HeaderBytes].Clear();
        SnapshotFormat.Magic.CopyTo(to);
        BinaryPrimitives.WriteUInt16LittleEndian(to[8..], SnapshotFormat.Version);
        BinaryPrimitives.WriteUInt128LittleEndian(to[16..], Identity);
        BinaryPrimitives.WriteUInt64LittleEndian(to[32..], AppliedIndex);
        BinaryPrimitives.WriteUInt64LittleEndian(to[40..], Term);
        BinaryPrimitives.WriteInt64LittleEndian(to[48..], LogTimeMs);
        var crc = Crc32C.Of(to[..SnapshotFormat.HeaderCrcAt]);
        BinaryPrimitives.WriteUInt32LittleEndian(to[SnapshotFormat.HeaderCrcAt..], crc);
        return crc;
    }

    /// <summary>Returns what is wrong with it; null = nothing.</summary>
    public static string? TryRead(ReadOnlySpan<byte> bytes, out SnapshotHeader header, out uint crc)
    {
        (header, crc) = (default, 0);
        if (bytes.Length < SnapshotFormat.HeaderBytes || !bytes.StartsWith(SnapshotFormat.Magic))
            return "it does not begin as a snapshot does";
        crc = BinaryPrimitives.ReadUInt32LittleEndian(bytes[SnapshotFormat.HeaderCrcAt..]);
        if (Crc32C.Of(bytes[..SnapshotFormat.HeaderCrcAt]) != crc)
            return "the header's checksum is wrong";
        if (BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) is var version
            && version is < SnapshotFormat.OldestVersion or > SnapshotFormat.Version)
            return $"it has version {version}, known are {SnapshotFormat.OldestVersion} to {SnapshotFormat.Version}";
        header = new SnapshotHeader(
            BinaryPrimitives.ReadUInt128LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[48..]));
        return null;
    }
}
