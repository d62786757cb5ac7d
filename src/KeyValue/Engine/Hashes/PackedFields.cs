namespace FromScratch.KeyValue.Engine.Hashes;

/// <summary>
/// A small hash as bytes: the count of fields, then for each in order of insertion the lengths of field and value, one byte each, and
/// both.
/// </summary>
internal static class PackedFields
{
    public const int CountMax = 128;
    public const int BytesMax = 64;

    /// <summary>The bytes of an empty hash: one, zero.</summary>
    public const int EmptyLength = 1;

    private const int EntryHeaderBytes = 2;

    public static bool Fits(ReadOnlySpan<byte> field, ReadOnlySpan<byte> value) => field.Length <= BytesMax && value.Length <= BytesMax;

    public static int EntryBytes(int fieldLength, int valueLength) => EntryHeaderBytes + fieldLength + valueLength;

    /// <summary>Reads the entry there; returns where the next is.</summary>
    public static int Read(ReadOnlySpan<byte> packed, int offset, out ReadOnlySpan<byte> field, out ReadOnlySpan<byte> value)
    {
        int fieldLength = packed[offset];
        int valueLength = packed[offset + 1];
        field = packed.Slice(offset + EntryHeaderBytes, fieldLength);
        value = packed.Slice(offset + EntryHeaderBytes + fieldLength, valueLength);
        return offset + EntryBytes(fieldLength, valueLength);
    }

    public static void Write(Span<byte> packed, int offset, ReadOnlySpan<byte> field, ReadOnlySpan<byte> value)
    {
        packed[offset] = (byte)field.Length;
        packed[offset + 1] = (byte)value.Length;
        field.CopyTo(packed[(offset + EntryHeaderBytes)..]);
        value.CopyTo(packed[(offset + EntryHeaderBytes + field.Length)..]);
    }

    /// <summary>Where the field's entry is, and the one behind it; -1 when there is none.</summary>
    public static int Find(ReadOnlySpan<byte> packed, ReadOnlySpan<byte> field, out int next)
    {
        for (var offset = EmptyLength; offset < packed.Length; offset = next)
        {
            next = Read(packed, offset, out var found, out _);
            if (field.SequenceEqual(found))
                return offset;
        }

        next = packed.Length;
        return -1;
    }

    /// <summary>The entry at that place of the order.</summary>
    public static int OffsetOf(ReadOnlySpan<byte> packed, int index)
    {
        var offset = EmptyLength;
        for (; index > 0; index--)
            offset = Read(packed, offset, out _, out _);
        return offset;
    }
}
