using System.Numerics;
using FromScratch.Cache.Engine.Items;
using FromScratch.Cache.Engine.Memory;

namespace FromScratch.Cache.Engine.Partitions;

/// <content>
/// Making room. In this order: a free slot of the class, a free page, what has expired, a slightly larger free slot, a page won by moving
/// items together, and last the policy's victim. Items move and vanish here: no handle may be held across a call.
/// </content>
internal sealed unsafe partial class Partition
{
    private const int ReclaimSteps = 64;

    /// <summary>First piece of a chain that is being built, which may move like any other.</summary>
    private uint _chainInProgress;

    /// <summary>A slot of the class; 0 = no memory could be freed.</summary>
    private uint TakeSlot(int sizeClass)
    {
        while (true)
        {
            var handle = _slots.TryTakeSlot(sizeClass);
            if (handle != 0)
                return handle;
            var page = _memory.TryTakePage();
            if (page != 0)
            {
                _slots.AddPage(page, sizeClass);
                continue;
            }

            if (!_wheel.IsCaughtUp(_now))
            {
                Reclaim(ReclaimSteps);
                continue;
            }

            handle = _slots.TryTakeLargerSlot(sizeClass);
            if (handle != 0)
                return handle;
            if (!TryCompact() && !TryEvict())
                return 0;
        }
    }

    /// <summary>A whole page; 0 = no memory could be freed.</summary>
    private uint TakePage()
    {
        while (true)
        {
            var page = _memory.TryTakePage();
            if (page != 0)
                return page;
            if (!_wheel.IsCaughtUp(_now))
                Reclaim(ReclaimSteps);
            else if (!TryCompact() && !TryEvict())
                return 0;
        }
    }

    private void Reclaim(int steps)
    {
        while (true)
        {
            var dead = _wheel.NextDead(_now, ref steps);
            if (dead == 0)
                return;
            RemoveExpired(dead);
        }
    }

    private bool TryEvict() => _evictionEnabled && Evict();

    private bool Evict()
    {
        var victim = _policy.Victim();
        if (victim == 0)
            return false;
        var item = At(victim);
        var hash = _hasher.Hash(Item.KeySpan(item));
        _engine.EvictionObserver?.Evicted(new ItemView(this, item));
        _counters.Evictions++;
        if (!item->Has(ItemBits.Fetched))
            _counters.EvictedUnfetched++;
        if (item->Has(ItemBits.Active))
            _counters.EvictedActive++;
        _policy.OnEvict(item, hash);
        RemoveItem(victim, item, hash);
        return true;
    }

    /// <summary>Empties one page into the holes of the others of its class, when some class has holes enough.</summary>
    private bool TryCompact()
    {
        var pageNumber = _slots.TakeEmptiestCompactable();
        if (pageNumber == 0)
            return false;
        var page = (SlotPage*)_memory.Page(pageNumber);
        int sizeClass = page->SizeClass;
        var shape = SizeClasses.Of(sizeClass);
        for (var word = 0; word < shape.BitmapWords; word++)
        {
            var slots = Math.Min(64, shape.Slots - (word * 64));
            var used = ~SlotPage.Bitmap(page)[word] & (ulong.MaxValue >> (64 - slots));
            for (; used != 0; used &= used - 1)
            {
                var offset = shape.FirstOffset + (((word * 64) + BitOperations.TrailingZeroCount(used)) * shape.SlotBytes);
                var from = (pageNumber << PageMemory.PageHandleShift) + (uint)(offset >> PageMemory.HandleShift);
                Move(from, _slots.TryTakeSlot(sizeClass), sizeClass, shape.SlotBytes);
                _slots.Free(from);
            }
        }

        return true;
    }

    private void Move(uint from, uint to, int sizeClass, int bytes)
    {
        Buffer.MemoryCopy(_memory.At(from), _memory.At(to), bytes, bytes);
        if (sizeClass == SizeClasses.Node)
            _index.NodeMoved(from, to);
        else if (At(to)->Has(ItemBits.Chunk))
            ChunkMoved(to);
        else
            ItemMoved(from, to);
    }

    private void ItemMoved(uint from, uint to)
    {
        var item = At(to);
        _policy.Moved(to, item);
        if (item->Has(ItemBits.HasExpiry))
            _wheel.Moved(item, to);
        if (item->Has(ItemBits.IsChained))
            ChunkAt(Item.ChainOf(item)->FirstChunk)->Previous = to;
        _index.Replace(_hasher.Hash(Item.KeySpan(item)), from, to);
    }

    private void ChunkMoved(uint to)
    {
        var chunk = ChunkAt(to);
        if (chunk->Next != 0)
            ChunkAt(chunk->Next)->Previous = to;
        if (chunk->Previous == 0)
            _chainInProgress = to;
        else if (At(chunk->Previous)->Has(ItemBits.Chunk))
            ChunkAt(chunk->Previous)->Next = to;
        else
            Item.ChainOf(At(chunk->Previous))->FirstChunk = to;
    }

    /// <summary>
    /// Gets the memory that an insertion must not have to look for once it has begun: a node for the index, the
    /// index's growth, the policy's tables.
    /// </summary>
    private void Prepare()
    {
        if (_index.NeedsSpareNode)
            ProvideSpareNode();
        if (_index.WantsSplit)
            SplitIndex();
        if (_policy.PagesHeld != _policy.PagesWanted)
            AdjustPolicyPages();
    }

    private void ProvideSpareNode()
    {
        var node = TakeSlot(SizeClasses.Node);
        if (node == 0)
            return;

        // Making room may have emptied a node of the index itself.
        if (_index.NeedsSpareNode)
            _index.SetSpareNode(node);
        else
            _slots.Free(node);
    }

    private void SplitIndex()
    {
        if (_index.SplitNeedsPage)
        {
            var page = TakePage();
            if (page == 0)
                return;
            if (!_index.SplitNeedsPage)
                _memory.ReleasePage(page);
            else
                _index.AddPage(page);
        }

        if (_index.WantsSplit)
            _index.Split();
    }

    private void AdjustPolicyPages()
    {
        if (_policy.PagesHeld > _policy.PagesWanted)
        {
            _memory.ReleasePage(_policy.TakePageBack());
            return;
        }

        var page = TakePage();
        if (page != 0)
            _policy.AddPage(page);
    }
}
