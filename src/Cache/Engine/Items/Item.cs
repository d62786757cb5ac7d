using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FromScratch.Cache.Engine.Items;

/// <summary>The fixed part of an item as it lies in memory; DESIGN.md draws it. Handles are those of the partition's memory.</summary>
[StructLayout(LayoutKind.Explicit, Size = HeaderBytes)]
internal unsafe struct Item
{
    public const int HeaderBytes = 24;
    public const ulong NarrowCasMax = (1UL << 48) - 1;

    /// <summary>
    /// What memcached counts for an item beside key, client flags and value: header, CAS, the key's and the value's terminators.
    /// </summary>
    private const int PeerFixedBytes = 48 + 8 + 1 + 2;

    // 4 * flags + 12 * expiry + 4 * wide CAS + 8 * chain
    private static ReadOnlySpan<byte> ExtraBytes => [0, 4, 12, 16, 4, 8, 16, 20, 8, 12, 20, 24, 12, 16, 24, 28];

    /// <summary>Neighbour towards the list's tail, the older end.</summary>
    [FieldOffset(0)]
    public uint Next;

    [FieldOffset(4)]
    public uint Previous;

    [FieldOffset(8)]
    public uint LastAccess;

    [FieldOffset(12)]
    public ItemBits Bits;

    // 48 bits of CAS id above the bits.
    [FieldOffset(12)]
    private ulong _bitsAndCas;

    [FieldOffset(20)]
    public byte KeyLength;

    // 24 bits of length above the key's.
    [FieldOffset(20)]
    private uint _lengths;

    /// <summary>Bytes of the value that lie in this slot.</summary>
    public int InlineLength
    {
        readonly get => (int)(_lengths >> 8);
        set => _lengths = ((uint)value << 8) | KeyLength;
    }

    public readonly bool Has(ItemBits bits) => (Bits & bits) != 0;

    public static int ExtrasOf(ItemBits bits) =>
        Unsafe.Add(ref MemoryMarshal.GetReference(ExtraBytes), (int)(bits & ItemBits.Layout));

    public static byte* KeyOf(Item* item) => (byte*)item + HeaderBytes + ExtrasOf(item->Bits);

    public static byte* InlineValueOf(Item* item) => KeyOf(item) + item->KeyLength;

    public static ReadOnlySpan<byte> KeySpan(Item* item) => new(KeyOf(item), item->KeyLength);

    public static bool KeyEquals(Item* item, ReadOnlySpan<byte> key) =>
        item->KeyLength == key.Length && key.SequenceEqual(new ReadOnlySpan<byte>(KeyOf(item), key.Length));

    public static uint* ClientFlagsAt(Item* item) => (uint*)((byte*)item + HeaderBytes);

    public static uint ClientFlagsOf(Item* item) => item->Has(ItemBits.HasClientFlags) ? *ClientFlagsAt(item) : 0;

    public static ExpiryBlock* ExpiryOf(Item* item) =>
        (ExpiryBlock*)((byte*)item + HeaderBytes + ExtrasOf(item->Bits & ItemBits.HasClientFlags));

    public static ChainBlock* ChainOf(Item* item)
    {
        const ItemBits Extras = ItemBits.HasClientFlags | ItemBits.HasExpiry | ItemBits.HasWideCas;
        return (ChainBlock*)((byte*)item + HeaderBytes + ExtrasOf(item->Bits & Extras));
    }

    public static ulong CasOf(Item* item)
    {
        var cas = item->_bitsAndCas >> 16;
        return item->Has(ItemBits.HasWideCas) ? cas | ((ulong)*WideCasOf(item) << 48) : cas;
    }

    /// <summary>Sets the id; one that needs more than 48 bits needs an item made with <see cref="ItemBits.HasWideCas"/>.</summary>
    public static void SetCas(Item* item, ulong cas)
    {
        item->_bitsAndCas = (ushort)item->Bits | (cas << 16);
        if (item->Has(ItemBits.HasWideCas))
            *WideCasOf(item) = (uint)(cas >> 48);
    }

    public static int ValueLengthOf(Item* item) => item->Has(ItemBits.IsChained) ? ChainOf(item)->ValueLength : item->InlineLength;

    /// <summary>Header, optional blocks, key and value; the size that queues are measured in.</summary>
    public static int BytesOf(Item* item) => HeaderBytes + ExtrasOf(item->Bits) + item->KeyLength + ValueLengthOf(item);

    public static int BytesInSlot(Item* item) => HeaderBytes + ExtrasOf(item->Bits) + item->KeyLength + item->InlineLength;

    public static bool IsDead(Item* item, uint now) => item->Has(ItemBits.HasExpiry) && ExpiryOf(item)->EngineSecond <= now;

    /// <summary>The size that the item limit (-I) is compared with.</summary>
    public static long PeerBytes(int keyLength, uint clientFlags, long valueLength) =>
        PeerFixedBytes + keyLength + (clientFlags != 0 ? 4 : 0) + valueLength;

    private static uint* WideCasOf(Item* item) =>
        (uint*)((byte*)item + HeaderBytes + ExtrasOf(item->Bits & (ItemBits.HasClientFlags | ItemBits.HasExpiry)));
}

/// <summary>Only items that can expire have one: the second from which on they are dead, and their links in the timing wheel.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ExpiryBlock
{
    public uint EngineSecond;
    public uint Next;
    public uint Previous;
}

/// <summary>Only items that lie in pieces have one.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ChainBlock
{
    public uint FirstChunk;
    public int ValueLength;
}

/// <summary>
/// Header of a piece of a value. Pieces lie in slots, or fill a page behind its header. The bits lie where an item has them.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Chunk
{
    public const int HeaderBytes = 16;

    public uint Next;

    /// <summary>The piece before, or the item for the first piece, or 0 while the chain is being built.</summary>
    public uint Previous;
    public int Length;
    public ItemBits Bits;

    /// <summary>It has a whole page.</summary>
    public ushort IsWholePage;
}
