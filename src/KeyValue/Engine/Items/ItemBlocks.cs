using FromScratch.KeyValue.Engine.Hashes;
using FromScratch.KeyValue.Engine.Memory;

namespace FromScratch.KeyValue.Engine.Items;

/// <summary>Makes and frees the blocks that items are.</summary>
internal static unsafe class ItemBlocks
{
    /// <summary>An item in no chain, its value and access not set yet.</summary>
    public static ItemHeader* Create(NativeHeap heap, ReadOnlySpan<byte> key, uint hash, ValueType type, int valueLength, bool expires)
    {
        var item = (ItemHeader*)heap.Allocate(ItemHeader.SizeOf(key.Length, valueLength, expires));
        *item = new ItemHeader
        {
            Hash = hash,
            Bits = (ItemBits)type | (expires ? ItemBits.Expires : 0),
            KeyLength = key.Length,
            ValueLength = valueLength,
        };
        key.CopyTo(new Span<byte>(ItemHeader.KeyOf(item), key.Length));
        return item;
    }

    /// <summary>
    /// The item with another length of value and with or without a trailer: its value kept up to the lesser length, its trailer kept
    /// where there was one. The block may have moved: the caller mends the chain and the heap.
    /// </summary>
    public static ItemHeader* Resize(NativeHeap heap, ItemHeader* item, int valueLength, bool expires)
    {
        var trailer = item->Expires ? *ItemHeader.TrailerOf(item) : default;
        item = (ItemHeader*)heap.Resize(item, item->Size, ItemHeader.SizeOf(item->KeyLength, valueLength, expires));
        item->ValueLength = valueLength;
        item->Bits = expires ? item->Bits | ItemBits.Expires : item->Bits & ~ItemBits.Expires;
        if (expires)
            *ItemHeader.TrailerOf(item) = trailer;
        return item;
    }

    /// <summary>Frees the item and the table of fields that it may hold.</summary>
    public static void Free(NativeHeap heap, ItemHeader* item)
    {
        if (item->HasTable)
            FieldTable.Free(item);
        heap.Free(item, item->Size);
    }
}
