using System.Runtime.InteropServices;

namespace FromScratch.KeyValue.Engine.Items;

/// <summary>
/// The fixed part of an item as it lies in memory. Behind it: key, value, and <see cref="ExpiryTrailer"/> where the item expires.
/// The fields of a large hash are items too.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
internal unsafe struct ItemHeader
{
    public const int Bytes = 32;

    /// <summary>24 bits.</summary>
    public const uint AccessMax = 0xFFFFFF;

    /// <summary>Next of the chain. First, so that the address of an item is that of the link behind it.</summary>
    [FieldOffset(0)]
    public ItemHeader* Next;

    [FieldOffset(8)]
    public ulong Version;

    [FieldOffset(16)]
    public uint Hash;

    [FieldOffset(20)]
    public ItemBits Bits;

    // 24 bits above the bits.
    [FieldOffset(20)]
    private uint _bitsAndAccess;

    [FieldOffset(24)]
    public int KeyLength;

    [FieldOffset(28)]
    public int ValueLength;

    public uint Access
    {
        readonly get => _bitsAndAccess >> 8;
        set => _bitsAndAccess = (value << 8) | (byte)Bits;
    }

    public readonly ValueType Type => (ValueType)(Bits & ItemBits.TypeMask);

    public readonly bool Expires => (Bits & ItemBits.Expires) != 0;

    /// <summary>The value is the handle of a <see cref="Hashes.FieldTable"/>.</summary>
    public readonly bool HasTable => (Bits & ItemBits.Table) != 0;

    /// <summary>Of the block.</summary>
    public readonly long Size => SizeOf(KeyLength, ValueLength, Expires);

    /// <summary>The place in scan order: a bucket's items take up one range of it, whatever the size of the table.</summary>
    public readonly uint Position => Reverse(Hash);

    public static long SizeOf(int keyLength, int valueLength, bool expires) =>
        (long)Bytes + keyLength + valueLength + (expires ? ExpiryTrailer.Bytes : 0);

    public static byte* KeyOf(ItemHeader* item) => (byte*)item + Bytes;

    public static byte* ValueOf(ItemHeader* item) => (byte*)item + Bytes + item->KeyLength;

    public static ReadOnlySpan<byte> KeySpan(ItemHeader* item) => new(KeyOf(item), item->KeyLength);

    public static Span<byte> ValueSpan(ItemHeader* item) => new(ValueOf(item), item->ValueLength);

    /// <summary>Not aligned.</summary>
    public static ExpiryTrailer* TrailerOf(ItemHeader* item) => (ExpiryTrailer*)(ValueOf(item) + item->ValueLength);

    /// <summary>0 = never.</summary>
    public static long ExpiryOf(ItemHeader* item) => item->Expires ? TrailerOf(item)->ExpiryMs : 0;

    /// <summary>As in Redis, the last millisecond still belongs to the key.</summary>
    public static bool IsExpired(ItemHeader* item, long timeMs) => item->Expires && TrailerOf(item)->ExpiryMs < timeMs;

    public static bool KeyEquals(ItemHeader* item, uint hash, ReadOnlySpan<byte> key) =>
        item->Hash == hash && item->KeyLength == key.Length && key.SequenceEqual(KeySpan(item));

    public static uint Reverse(uint value)
    {
        value = ((value >> 1) & 0x55555555) | ((value & 0x55555555) << 1);
        value = ((value >> 2) & 0x33333333) | ((value & 0x33333333) << 2);
        value = ((value >> 4) & 0x0F0F0F0F) | ((value & 0x0F0F0F0F) << 4);
        return System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(value);
    }
}

[Flags]
internal enum ItemBits : byte
{
    None = 0,
    TypeMask = 3,
    Expires = 4,
    Table = 8,
}

[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct ExpiryTrailer
{
    public const int Bytes = 12;

    public long ExpiryMs;

    /// <summary>Place in the <see cref="ExpiryHeap"/>.</summary>
    public uint HeapIndex;
}

/// <summary>An item's address, where a type is needed.</summary>
internal unsafe struct ItemLink
{
    public ItemHeader* Item;
}
