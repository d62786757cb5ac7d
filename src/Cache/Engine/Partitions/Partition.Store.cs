using System.Buffers;
using FromScratch.Cache.Engine.Items;
using FromScratch.Cache.Engine.Memory;

namespace FromScratch.Cache.Engine.Partitions;

/// <content>Writes of whole values.</content>
internal sealed unsafe partial class Partition
{
    public StoreStatus Store(in StoreRequest request, uint now, out ItemInfo stored)
    {
        Enter(now);
        try
        {
            stored = default;
            Prepare();
            var old = FindLive(request.Key, request.Hash);
            if (Item.PeerBytes(request.Key.Length, request.ClientFlags, request.Value.Length) > _itemBytesMax)
            {
                _counters.StoreTooLarge++;
                DropAfterFailedSet(request, old);
                return StoreStatus.TooLarge;
            }

            return old == 0 ? StoreMissing(request, out stored) : StoreOver(request, old, out stored);
        }
        finally
        {
            _lock.Exit();
        }
    }

    // Only a set promises that the old value is no longer current.
    private void DropAfterFailedSet(in StoreRequest request, uint old)
    {
        if (old != 0 && request.Mode == StoreMode.Set)
            RemoveItem(old, At(old), request.Hash);
    }

    private StoreStatus StoreMissing(in StoreRequest request, out ItemInfo stored)
    {
        stored = default;
        switch (request.Mode)
        {
            case StoreMode.Set or StoreMode.Replace when request.CompareCas != 0:
                return StoreStatus.NotFound;
            case StoreMode.Replace:
                return StoreStatus.NotStored;
            case StoreMode.Append or StoreMode.Prepend when !request.Vivify:
                return StoreStatus.NotStored;
            default:
                return Finish(Place(DraftOf(request, ItemBits.None), isNew: true), out stored);
        }
    }

    private StoreStatus StoreOver(in StoreRequest request, uint old, out ItemInfo stored)
    {
        var item = At(old);
        stored = InfoOf(item);
        var cas = Item.CasOf(item);
        var matches = request.CompareCas == 0 || request.CompareCas == cas;
        switch (request.Mode)
        {
            case StoreMode.Add:
                _policy.OnHit(old, item, request.Hash);
                item->LastAccess = _now;
                return StoreStatus.NotStored;
            case StoreMode.Append or StoreMode.Prepend:
                return matches ? Extend(request, old, ref stored) : StoreStatus.Exists;
            default:
                if (matches)
                    return Finish(Overwrite(old, DraftOf(request, item->Bits & ItemBits.PolicyMask)), out stored);
                if (!request.StaleIfCasLower || request.CompareCas >= cas)
                    return StoreStatus.Exists;
                return Finish(Overwrite(old, StaleDraftOf(request, item)), out stored);
        }
    }

    private ItemDraft DraftOf(in StoreRequest request, ItemBits kept) => new()
    {
        Key = request.Key,
        Hash = request.Hash,
        Value = request.Value,
        ClientFlags = request.ClientFlags,
        ExpirySecond = request.Expiry.EngineSecond,
        Cas = CasOr(request.NewCas),
        LastAccess = _now,
        Kept = kept,
    };

    // A late value replaces the old one, but the item stays stale, and dies when it would have.
    private ItemDraft StaleDraftOf(in StoreRequest request, Item* item)
    {
        var draft = DraftOf(request, (item->Bits & (ItemBits.PolicyMask | ItemBits.TokenSent)) | ItemBits.Stale);
        draft.ExpirySecond = ExpirySecondOf(item);
        return draft;
    }

    private StoreStatus Finish(uint handle, out ItemInfo stored)
    {
        if (handle == 0)
        {
            stored = default;
            _counters.StoreOutOfMemory++;
            return StoreStatus.OutOfMemory;
        }

        _counters.ItemsStored++;
        stored = InfoOf(At(handle));
        return StoreStatus.Stored;
    }

    /// <summary>Replaces an item, in its own slot when it fits; 0 = out of memory, and the old item is gone.</summary>
    private uint Overwrite(uint old, scoped in ItemDraft draft)
    {
        var item = At(old);
        var bytes = Item.HeaderBytes + Item.ExtrasOf(draft.LayoutBits) + draft.Key.Length + draft.ValueLength;
        var oldBytes = Item.BytesOf(item);
        if ((item->Bits & ItemBits.Layout) != draft.LayoutBits
            || bytes > SizeClasses.SlotBytesMax
            || (bytes != oldBytes && SizeClasses.For(bytes) != SizeClasses.For(oldBytes)))
        {
            RemoveItem(old, item, draft.Hash);
            return Place(draft, isNew: false);
        }

        item->Bits = draft.LayoutBits | draft.Kept;
        item->LastAccess = draft.LastAccess;
        item->InlineLength = draft.ValueLength;
        Item.SetCas(item, draft.Cas);
        if (item->Has(ItemBits.HasClientFlags))
            *Item.ClientFlagsAt(item) = draft.ClientFlags;
        if (item->Has(ItemBits.HasExpiry))
            SetExpirySecond(old, item, draft.ExpirySecond);
        draft.CopyValue(0, new Span<byte>(Item.InlineValueOf(item), draft.ValueLength));
        if (bytes != oldBytes)
            _policy.Resized(item, bytes - oldBytes);
        _policy.OnOverwrite(old, item, draft.Hash);
        return old;
    }

    /// <summary>Append and prepend keep client flags and expiry; a result that does not fit leaves the old item alone.</summary>
    private StoreStatus Extend(in StoreRequest request, uint old, ref ItemInfo stored)
    {
        var item = At(old);
        var length = Item.ValueLengthOf(item);
        var clientFlags = Item.ClientFlagsOf(item);
        if (Item.PeerBytes(request.Key.Length, clientFlags, (long)length + request.Value.Length) > _itemBytesMax)
        {
            _counters.StoreTooLarge++;
            return StoreStatus.NotStored;
        }

        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            CopyValue(item, rented);
            var value = rented.AsSpan(0, length);
            var draft = DraftOf(request, item->Bits & ItemBits.PolicyMask);
            draft.Value = request.Mode == StoreMode.Append ? value : request.Value;
            draft.ValueTail = request.Mode == StoreMode.Append ? request.Value : value;
            draft.ClientFlags = clientFlags;
            draft.ExpirySecond = ExpirySecondOf(item);
            var restored = DraftLike(item, request.Key, request.Hash, value);
            var handle = Overwrite(old, draft);
            if (handle == 0)
                Place(restored, isNew: false);
            return Finish(handle, out stored);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
