using FromScratch.Cache.Engine.Items;

namespace FromScratch.Cache.Engine.Partitions;

/// <content>Removal and invalidation.</content>
internal sealed unsafe partial class Partition
{
    public DeleteStatus Delete(in DeleteRequest request, uint now, out ItemInfo info)
    {
        Enter(now);
        try
        {
            info = default;
            if (request.DropValue)
                Prepare();
            var handle = FindLive(request.Key, request.Hash);
            if (handle == 0)
                return DeleteStatus.NotFound;
            var item = At(handle);
            info = InfoOf(item);
            if (request.CompareCas != 0 && request.CompareCas != Item.CasOf(item))
                return DeleteStatus.Exists;
            if (request.DropValue)
                handle = DropValue(request, handle);
            if (request.MarkStale && handle != 0)
                handle = MarkStale(request, handle);
            if (!request.DropValue && !request.MarkStale)
                RemoveItem(handle, item, request.Hash);
            else if (handle != 0)
                info = InfoOf(At(handle));
            return DeleteStatus.Deleted;
        }
        finally
        {
            _lock.Exit();
        }
    }

    // An empty item takes its place, without flags and marks; it never dies unless an expiry is given. It
    // always fits where the old one was.
    private uint DropValue(in DeleteRequest request, uint handle)
    {
        var item = At(handle);
        return Overwrite(handle, new ItemDraft
        {
            Key = request.Key,
            Hash = request.Hash,
            ExpirySecond = request.Touch ? request.TouchTo.EngineSecond : 0,
            Cas = request.NewCas != 0 ? request.NewCas : Item.CasOf(item),
            LastAccess = _now,
            Kept = item->Bits & ItemBits.PolicyMask,
        });
    }

    private uint MarkStale(in DeleteRequest request, uint handle)
    {
        var item = At(handle);
        item->Bits = (item->Bits & ~ItemBits.TokenSent) | ItemBits.Stale;
        var expiry = request.Touch ? request.TouchTo.EngineSecond : ExpirySecondOf(item);
        return Reshape(handle, request.Hash, expiry, CasOr(request.NewCas));
    }
}
