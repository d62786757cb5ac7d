using FromScratch.Cache.Engine.Items;

namespace FromScratch.Cache.Engine.Partitions;

/// <content>Lookups.</content>
internal sealed unsafe partial class Partition
{
    public bool Get<TReader>(ReadOnlySpan<byte> key, ulong hash, uint now, ref TReader reader)
        where TReader : struct, IItemReader, allows ref struct
    {
        Enter(now);
        try
        {
            var handle = FindForGet(key, hash);
            if (handle == 0)
                return false;
            var item = At(handle);
            var view = new ItemView(this, item);
            Bump(handle, item, hash);
            reader.Read(view);
            return true;
        }
        finally
        {
            _lock.Exit();
        }
    }

    public GetStatus Get<TReader>(in GetRequest request, uint now, ref TReader reader)
        where TReader : struct, IItemReader, allows ref struct
    {
        Enter(now);
        try
        {
            var handle = FindForGet(request.Key, request.Hash);
            if (handle == 0)
                return request.Vivify ? VivifyMissing(request, ref reader) : GetStatus.Miss;

            var item = At(handle);
            var lastAccess = item->LastAccess;
            var bits = item->Bits;
            var lease = request.UseLease ? TakeLease(item, request.RecacheBelowSeconds) : LeaseState.None;
            if (request.Touch)
            {
                handle = Reshape(handle, request.Hash, request.TouchTo.EngineSecond, Item.CasOf(item));
                item = At(handle);
            }

            if (!request.NoBump)
                Bump(handle, item, request.Hash);
            reader.Read(new ItemView(this, item, lastAccess, bits, lease));
            return GetStatus.Hit;
        }
        finally
        {
            _lock.Exit();
        }
    }

    private void Bump(uint handle, Item* item, ulong hash)
    {
        _policy.OnHit(handle, item, hash);
        MarkFetched(item);
    }

    private void MarkFetched(Item* item)
    {
        // Written only when something changes: a line that stays clean costs nothing to give back.
        if (item->LastAccess != _now)
            item->LastAccess = _now;
        var bits = item->Bits;
        var marked = bits | ((bits & ItemBits.Fetched) != 0 ? ItemBits.Active : ItemBits.Fetched);
        if (marked != bits)
            item->Bits = marked;
    }

    private GetStatus VivifyMissing<TReader>(in GetRequest request, ref TReader reader)
        where TReader : struct, IItemReader, allows ref struct
    {
        Prepare();
        var draft = new ItemDraft
        {
            Key = request.Key,
            Hash = request.Hash,
            ExpirySecond = request.VivifyTo.EngineSecond,
            Cas = CasOr(request.NewCas),
            LastAccess = _now,
            Kept = ItemBits.TokenSent,
        };
        var handle = Place(draft, isNew: true);
        if (handle == 0)
        {
            _counters.StoreOutOfMemory++;
            return GetStatus.Miss;
        }

        _counters.ItemsStored++;
        var item = At(handle);
        reader.Read(new ItemView(this, item, item->LastAccess, item->Bits, LeaseState.Won));
        return GetStatus.Vivified;
    }

    // Who already got the token cannot win it again; a stale item or one soon to die hands it out once.
    private LeaseState TakeLease(Item* item, uint recacheBelowSeconds)
    {
        var taken = item->Has(ItemBits.TokenSent);
        var stale = item->Has(ItemBits.Stale);
        var state = (taken ? LeaseState.TokenTaken : LeaseState.None) | (stale ? LeaseState.Stale : LeaseState.None);
        if (taken || !(stale || DiesWithin(item, recacheBelowSeconds)))
            return state;
        item->Bits |= ItemBits.TokenSent;
        return state | LeaseState.Won;
    }

    private bool DiesWithin(Item* item, uint seconds)
    {
        if (seconds == 0 || !item->Has(ItemBits.HasExpiry))
            return false;
        var second = Item.ExpiryOf(item)->EngineSecond;
        return second != uint.MaxValue && second - _now < seconds;
    }
}
