using System.Buffers;
using FromScratch.Cache.Engine.Items;

namespace FromScratch.Cache.Engine.Partitions;

/// <content>Changes of an item's expiry and CAS id, which may need a block that the item was made without.</content>
internal sealed unsafe partial class Partition
{
    private static uint ExpirySecondOf(Item* item) => item->Has(ItemBits.HasExpiry) ? Item.ExpiryOf(item)->EngineSecond : 0;

    private void SetExpirySecond(uint handle, Item* item, uint second)
    {
        // An item that has the block keeps it; the last second of all stands for never.
        if (second == 0)
            second = uint.MaxValue;
        if (Item.ExpiryOf(item)->EngineSecond == second)
            return;
        _wheel.Remove(item);
        Item.ExpiryOf(item)->EngineSecond = second;
        _wheel.Add(handle, item);
    }

    /// <summary>
    /// Sets expiry and CAS id; returns the item's handle, which may be a new one. Without memory for a larger
    /// item the old one stays as it was.
    /// </summary>
    private uint Reshape(uint handle, ulong hash, uint expirySecond, ulong cas)
    {
        var item = At(handle);
        var fits = (expirySecond == 0 || item->Has(ItemBits.HasExpiry))
            && (cas <= Item.NarrowCasMax || item->Has(ItemBits.HasWideCas));
        if (fits)
        {
            if (item->Has(ItemBits.HasExpiry))
                SetExpirySecond(handle, item, expirySecond);
            Item.SetCas(item, cas);
            return handle;
        }

        var length = Item.ValueLengthOf(item);
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Span<byte> key = stackalloc byte[byte.MaxValue];
            Item.KeySpan(item).CopyTo(key);
            CopyValue(item, rented);
            var restored = DraftLike(item, key[..item->KeyLength], hash, rented.AsSpan(0, length));
            var draft = restored;
            draft.ExpirySecond = expirySecond;
            draft.Cas = cas;
            return Recreate(handle, draft, restored);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private uint Recreate(uint handle, scoped in ItemDraft draft, scoped in ItemDraft restored)
    {
        Prepare();
        handle = _index.Find(draft.Key, draft.Hash);
        if (handle != 0)
            RemoveItem(handle, At(handle), draft.Hash);
        handle = Place(draft, isNew: handle == 0);
        return handle != 0 ? handle : Place(restored, isNew: false);
    }

    private static ItemDraft DraftLike(Item* item, ReadOnlySpan<byte> key, ulong hash, ReadOnlySpan<byte> value) => new()
    {
        Key = key,
        Hash = hash,
        Value = value,
        ClientFlags = Item.ClientFlagsOf(item),
        ExpirySecond = ExpirySecondOf(item),
        Cas = Item.CasOf(item),
        LastAccess = item->LastAccess,
        Kept = item->Bits & ~(ItemBits.Layout | ItemBits.Chunk),
    };
}
