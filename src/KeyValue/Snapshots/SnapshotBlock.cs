using System.Buffers.Binary;
using FromScratch.KeyValue.Engine;
using FromScratch.Log.Format;

namespace FromScratch.KeyValue.Snapshots;

/// <summary>Records on their way to the file: one block that grows as it must. Used again.</summary>
internal sealed class SnapshotBlock
{
    private byte[] _bytes = GC.AllocateUninitializedArray<byte>(64 * 1024);

    /// <summary>The block's head included.</summary>
    public int Length { get; private set; } = SnapshotFormat.BlockHeadBytes;

    public bool IsEmpty => Length == SnapshotFormat.BlockHeadBytes;

    public void Clear()
    {
        Length = SnapshotFormat.BlockHeadBytes;
        if (_bytes.Length > 4 << 20)
            _bytes = GC.AllocateUninitializedArray<byte>(64 * 1024);
    }

    /// <summary>Head and key of a record. Returns where it stands, for <see cref="SetCount"/>.</summary>
    /// <param name="type">As in the format.</param>
    /// <param name="item">Whose record it is.</param>
    /// <param name="count">Of a string, the length of its value.</param>
    public int AddHead(byte type, in Item item, int count)
    {
        var at = Length;
        var key = item.Key;
        var head = Extend(SnapshotFormat.RecordHeadBytes + key.Length);
        head[..4].Clear();
        head[0] = type;
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], key.Length);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], item.ExpiryMs);
        BinaryPrimitives.WriteUInt64LittleEndian(head[16..], item.Version);
        BinaryPrimitives.WriteInt32LittleEndian(head[24..], count);
        key.CopyTo(head[SnapshotFormat.RecordHeadBytes..]);
        return at;
    }

    public void AddValue(ReadOnlySpan<byte> value) => value.CopyTo(Extend(value.Length));

    public void AddField(ReadOnlySpan<byte> field, ReadOnlySpan<byte> value)
    {
        var to = Extend(SnapshotFormat.FieldHeadBytes + field.Length + value.Length);
        BinaryPrimitives.WriteInt32LittleEndian(to, field.Length);
        BinaryPrimitives.WriteInt32LittleEndian(to[4..], value.Length);
        field.CopyTo(to[SnapshotFormat.FieldHeadBytes..]);
        value.CopyTo(to[(SnapshotFormat.FieldHeadBytes + field.Length)..]);
    }

    public void SetCount(int recordAt, int count) => BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(recordAt + 24), count);

    public void AddConfiguration(in SnapshotConfiguration configuration)
    {
        var to = Extend(sizeof(ulong) + configuration.Members.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(to, configuration.Index);
        configuration.Members.Span.CopyTo(to[sizeof(ulong)..]);
    }

    public void AddEnd(long items) => BinaryPrimitives.WriteInt64LittleEndian(Extend(sizeof(long)), items);

    /// <summary>The whole block, chained to the one before; <paramref name="crc"/> becomes its own.</summary>
    public ReadOnlySpan<byte> Seal(uint kind, ref uint crc)
    {
        var block = _bytes.AsSpan(0, Length);
        BinaryPrimitives.WriteInt32LittleEndian(block[4..], Length - SnapshotFormat.BlockHeadBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(block[8..], kind);
        crc = Crc32C.Append(crc, block[4..]);
        BinaryPrimitives.WriteUInt32LittleEndian(block, crc);
        return block;
    }

    private Span<byte> Extend(int bytes)
    {
        var needed = checked(Length + bytes);
        if (needed > _bytes.Length)
        {
            var grown = GC.AllocateUninitializedArray<byte>((int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _bytes.Length)));
            _bytes.AsSpan(0, Length).CopyTo(grown);
            _bytes = grown;
        }

        var extended = _bytes.AsSpan(Length, bytes);
        Length = needed;
        return extended;
    }
}
