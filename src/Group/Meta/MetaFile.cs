using System.Buffers.Binary;
using System.Globalization;
using FromScratch.Group.Members;
using FromScratch.Group.Wire;
using FromScratch.Log.Files;
using FromScratch.Log.Format;
using FromScratch.Replication;

namespace FromScratch.Group.Meta;

/// <summary>
/// Keeps a node's identity, term and vote in a file of their own; the layout and the order of steps are in FORMAT.md. One thread at a time.
/// </summary>
public sealed class MetaFile(ILogDirectory directory)
{
    private const ushort Version = 2;
    private const int BytesMax = 64 * 1024;
    private const int Version1Bytes = 48;
    private const int EpochAt = 10;
    private const int LengthAt = 12;
    private const string Prefix = "meta-";
    private const string Suffix = ".kv";
    private const string Temporary = "meta.tmp";

    private static ReadOnlySpan<byte> Magic => "FSKVMETA"u8;

    /// <summary>Null = there is none.</summary>
    /// <exception cref="IOException">It is damaged.</exception>
    public GroupMeta? Read()
    {
        var newest = directory.List().Where(IsMeta).Max(StringComparer.Ordinal);
        if (newest is null)
            return null;
        using var file = directory.Open(newest);
        if (file.Length is < Version1Bytes or > BytesMax)
            throw Damaged(newest, file.Length, $"it has {file.Length} bytes");
        var bytes = new byte[file.Length];
        if (file.Read(0, bytes) != bytes.Length)
            throw Damaged(newest, file.Length, "it cannot be read to its end");
        if (!bytes.AsSpan().StartsWith(Magic))
            throw Damaged(newest, 0, "it does not begin as a meta file does");
        if (Crc32C.Of(bytes.AsSpan(..^4)) != BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(^4..)))
            throw Damaged(newest, 0, "the checksum is wrong");
        return BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8)) switch
        {
            1 when bytes.Length == Version1Bytes => ReadVersion1(bytes),
            Version => ReadVersion2(bytes) ?? throw Damaged(newest, 16, "its fields make no sense"),
            var version => throw Damaged(newest, 8, $"it has version {version} and {bytes.Length} bytes, known is {Version}"),
        };
    }

    /// <summary>On disk when this returns.</summary>
    /// <exception cref="IOException">The disk refused; what was there before counts.</exception>
    public void Write(GroupMeta meta)
    {
        ArgumentNullException.ThrowIfNull(meta);
        var names = directory.List();
        if (names.Contains(Temporary))
            directory.Delete(Temporary);
        var older = names.Where(IsMeta).Order(StringComparer.Ordinal).ToList();
        var sequence = older.Count == 0 ? 1 : SequenceOf(older[^1]) + 1;
        var bytes = Encode(meta);
        using var file = directory.Create(Temporary, bytes.Length);
        file.Write(0, bytes);
        file.Sync();
        directory.Rename(file, $"{Prefix}{sequence:x16}{Suffix}");
        directory.Sync();
        foreach (var name in older)
            directory.Delete(name);
    }

    private static byte[] Encode(GroupMeta meta)
    {
        var writer = new WireWriter(512);
        writer.Bytes(Magic);
        writer.UInt16(Version);
        writer.UInt16(meta.Epoch);
        writer.UInt32(0);
        writer.UInt128(meta.ClusterId);
        writer.UInt64(meta.HardState.Term);
        writer.UInt64(meta.HardState.Vote);
        writer.UInt64(meta.MemberId);
        writer.UInt64(meta.InstallingIndex);
        writer.UInt64(meta.InstallingTerm);
        writer.String(meta.NodeName);
        meta.Founders.Write(writer);
        BinaryPrimitives.WriteInt32LittleEndian(writer.Slice(LengthAt, sizeof(int)), writer.Length + sizeof(uint));
        writer.UInt32(Crc32C.Of(writer.Written));
        return writer.Written.ToArray();
    }

    private static GroupMeta ReadVersion1(ReadOnlySpan<byte> bytes) => new()
    {
        ClusterId = BinaryPrimitives.ReadUInt128LittleEndian(bytes[16..]),
        HardState = new HardState(BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]), 0),
    };

    private static GroupMeta? ReadVersion2(ReadOnlySpan<byte> bytes)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[LengthAt..]) != bytes.Length)
            return null;
        var reader = new WireReader(bytes[16..^4]);
        var meta = new GroupMeta
        {
            Epoch = BinaryPrimitives.ReadUInt16LittleEndian(bytes[EpochAt..]),
            ClusterId = reader.UInt128(),
            HardState = new HardState(reader.UInt64(), reader.UInt64()),
            MemberId = reader.UInt64(),
            InstallingIndex = reader.UInt64(),
            InstallingTerm = reader.UInt64(),
            NodeName = reader.String(NodeNames.BytesMax),
        };
        var founders = MemberList.Read(ref reader);
        return founders is null || !reader.IsAtEnd || meta.MemberId == 0 ? null : meta with { Founders = founders };
    }

    private static bool IsMeta(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal)
        && name.Length == Prefix.Length + 16 + Suffix.Length
        && ulong.TryParse(name.AsSpan(Prefix.Length, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _);

    private static ulong SequenceOf(string name) =>
        ulong.Parse(name.AsSpan(Prefix.Length, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private IOException Damaged(string name, long offset, string reason) => new(
        $"{Path.Combine(directory.Path, name)} is damaged at offset {offset}: {reason}. "
        + "Nothing was changed: restore the file from a copy of the directory.");
}
