using System.Buffers.Binary;

namespace FromScratch.KeyValue.Snapshots;

/// <summary>The fields of one record of a hash.</summary>
internal ref struct SnapshotFields(ReadOnlySpan<byte> bytes, int count)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Those that are left.</summary>
    public int Count { get; private set; } = count;

    public ReadOnlySpan<byte> Field { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    public bool MoveNext()
    {
        if (Count == 0)
            return false;
        Count--;
        Field = _rest.Slice(SnapshotFormat.FieldHeadBytes, BinaryPrimitives.ReadInt32LittleEndian(_rest));
        Value = _rest.Slice(SnapshotFormat.FieldHeadBytes + Field.Length, BinaryPrimitives.ReadInt32LittleEndian(_rest[4..]));
        _rest = _rest[(SnapshotFormat.FieldHeadBytes + Field.Length + Value.Length)..];
        return true;
    }

    /// <summary>What stands behind the last of them.</summary>
    public readonly ReadOnlySpan<byte> Behind()
    {
        var fields = this;
        while (fields.MoveNext())
        {
            // Only lengths tell where they end.
        }

        return fields._rest;
    }
}
