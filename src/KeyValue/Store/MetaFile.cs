using System.Buffers.Binary;
using FromScratch.Core;
using FromScratch.Log.Files;
using FromScratch.Log.Format;

namespace FromScratch.KeyValue.Store;

/// <param name="Identity">128 random bits, chosen at the first start.</param>
/// <param name="Term">Of the run at hand.</param>
internal readonly record struct StoreMeta(UInt128 Identity, ulong Term);

/// <summary>Keeps identity and term in a file of their own; the layout and the order of steps are in FORMAT.md.</summary>
internal sealed class MetaFile(ILogDirectory directory)
{
    private const int Bytes = 48;
    private const int CrcAt = 44;
    private const ushort Version = 1;
    private const string Prefix = "meta-";
    private const string Suffix = ".kv";
    private const string Temporary = "meta.tmp";

    private static ReadOnlySpan<byte> Magic => "FSKVMETA"u8;

    /// <summary>Null = there is none.</summary>
    /// <exception cref="IOException">It is damaged.</exception>
    public StoreMeta? Read()
    {
        var newest = directory.List().Where(IsMeta).Max(StringComparer.Ordinal);
        if (newest is null)
            return null;
        using var file = directory.Open(newest);
        Span<byte> bytes = stackalloc byte[Bytes];
        if (file.Length != Bytes || file.Read(0, bytes) != Bytes)
            throw Damaged(newest, file.Length, $"it has {file.Length} bytes, not {Bytes}");
        if (!bytes.StartsWith(Magic))
            throw Damaged(newest, 0, "it does not begin as a meta file does");
        if (Crc32C.Of(bytes[..CrcAt]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[CrcAt..]))
            throw Damaged(newest, 0, "the checksum is wrong");
        if (BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) is var version and not Version)
            throw Damaged(newest, 8, $"it has version {version}, known is {Version}");
        return new StoreMeta(
            BinaryPrimitives.ReadUInt128LittleEndian(bytes[16..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]));
    }

    /// <summary>On disk when this returns.</summary>
    /// <exception cref="IOException">The disk refused; what was there before counts.</exception>
    public void Write(in StoreMeta meta)
    {
        var older = directory.List().Where(name => IsMeta(name) || name == Temporary).ToList();
        if (older.Remove(Temporary))
            directory.Delete(Temporary);
        Span<byte> bytes = stackalloc byte[Bytes];
        bytes.Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[8..], Version);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes[16..], meta.Identity);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[32..], meta.Term);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[CrcAt..], Crc32C.Of(bytes[..CrcAt]));
        using var file = directory.Create(Temporary, Bytes);
        file.Write(0, bytes);
        file.Sync();
        directory.Rename(file, $"{Prefix}{meta.Term:x16}{Suffix}");
        directory.Sync();
        foreach (var name in older)
            directory.Delete(name);
    }

    public static StoreMeta First(SeededRandom random) => new(new UInt128(random.NextUInt64(), random.NextUInt64()), 0);

    private static bool IsMeta(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal)
        && name.Length == Prefix.Length + 16 + Suffix.Length;

    private IOException Damaged(string name, long offset, string reason) => new(
        $"{Path.Combine(directory.Path, name)} is damaged at offset {offset}: {reason}. "
        + "Nothing was changed: restore the file from a copy of the directory.");
}
