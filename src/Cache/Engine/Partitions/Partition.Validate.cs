using System.Numerics;
using FromScratch.Cache.Engine.Eviction;
using FromScratch.Cache.Engine.Expiration;
using FromScratch.Cache.Engine.Items;
using FromScratch.Cache.Engine.Memory;

namespace FromScratch.Cache.Engine.Partitions;

/// <content>A slow check that everything in the partition agrees with everything else; tests run it after each case.</content>
internal sealed unsafe partial class Partition
{
    /// <summary>Throws <see cref="InvalidOperationException"/> with what it found wrong.</summary>
    public void Validate()
    {
        _lock.Enter();
        try
        {
            var slotsByPage = new Dictionary<uint, int>();
            var wholePages = new HashSet<uint>();
            var items = ValidateIndex(slotsByPage, wholePages);
            ValidateLists(items);
            ValidateWheel(items);
            ValidatePages(slotsByPage, wholePages);
        }
        finally
        {
            _lock.Exit();
        }
    }

    private static void Check(bool holds, string what)
    {
        if (!holds)
            throw new InvalidOperationException(what);
    }

    private HashSet<uint> ValidateIndex(Dictionary<uint, int> slotsByPage, HashSet<uint> wholePages)
    {
        var items = new HashSet<uint>();
        for (uint bucket = 0; bucket < _index.Buckets; bucket++)
        {
            foreach (var handle in _index.EntriesAt(bucket))
            {
                Check(handle != 0, "An overflow node is empty.");
                var item = At(handle);
                var key = Item.KeySpan(item);
                Check(items.Add(handle), "An item is in the index twice.");
                Check(!item->Has(ItemBits.Chunk), "The index leads to a chunk.");
                Check(_index.Find(key, _hasher.Hash(key)) == handle, "A key does not lead to its item.");
                CountSlot(slotsByPage, handle);
                if (item->Has(ItemBits.IsChained))
                    ValidateChain(handle, item, slotsByPage, wholePages);
            }
        }

        foreach (var node in _index.NodeHandles())
            CountSlot(slotsByPage, node);
        Check(_index.Count == items.Count, "The index's count is wrong.");
        return items;
    }

    private void ValidateChain(uint handle, Item* item, Dictionary<uint, int> slotsByPage, HashSet<uint> wholePages)
    {
        var length = item->InlineLength;
        var previous = handle;
        for (var piece = Item.ChainOf(item)->FirstChunk; piece != 0; piece = ChunkAt(piece)->Next)
        {
            var chunk = ChunkAt(piece);
            Check(chunk->Bits == ItemBits.Chunk && chunk->Previous == previous, "A chunk's back link is wrong.");
            length += chunk->Length;
            previous = piece;
            if (chunk->IsWholePage != 0)
                Check(wholePages.Add(piece >> PageMemory.PageHandleShift), "Two chunks share a page.");
            else
                CountSlot(slotsByPage, piece);
        }

        Check(length == Item.ValueLengthOf(item), "A chain's pieces do not add up to the value.");
    }

    private void CountSlot(Dictionary<uint, int> slotsByPage, uint handle)
    {
        var page = handle >> PageMemory.PageHandleShift;
        slotsByPage[page] = slotsByPage.GetValueOrDefault(page) + 1;
        var shape = SizeClasses.Of(_slots.PageOf(handle)->SizeClass);
        var offset = (int)(handle << PageMemory.HandleShift) & (PageMemory.PageBytes - 1);
        var slot = shape.SlotAt(offset);
        Check(shape.FirstOffset + (slot * shape.SlotBytes) == offset, "A handle points between slots.");
        Check((SlotPage.Bitmap(_slots.PageOf(handle))[slot >> 6] >> slot & 1) == 0, "A used slot is marked free.");
    }

    private void ValidateLists(HashSet<uint> items)
    {
        var seen = 0;
        for (var list = 0; list < EvictionPolicy.ListsMax; list++)
        {
            var queue = _policy.AllLists[list];
            var count = 0;
            var bytes = 0L;
            uint previous = 0;
            for (var handle = queue.Head; handle != 0; handle = At(handle)->Next)
            {
                Check(items.Contains(handle), "A list leads to something that is not an item.");
                Check(At(handle)->Previous == previous, "A list's back link is wrong.");
                Check(EvictionPolicy.ListOf(At(handle)) == list, "An item names another list than it is on.");
                bytes += Item.BytesOf(At(handle));
                previous = handle;
                count++;
            }

            Check(queue.Tail == previous && queue.Count == count && queue.Bytes == bytes, "A list's tail, count or bytes are wrong.");
            seen += count;
        }

        Check(seen == items.Count, "Some items are on no list.");
    }

    private void ValidateWheel(HashSet<uint> items)
    {
        var expiring = items.Count(handle => At(handle)->Has(ItemBits.HasExpiry));
        var seen = 0;
        for (var slot = 0; slot < TimingWheel.Slots; slot++)
        {
            for (var handle = _wheel.HeadOf(slot); handle != 0; handle = Item.ExpiryOf(At(handle))->Next)
            {
                Check(items.Contains(handle), "The wheel leads to something that is not an item.");
                seen++;
            }
        }

        Check(seen == expiring && _wheel.Count == expiring, "The wheel does not hold exactly the items that expire.");
    }

    private void ValidatePages(Dictionary<uint, int> slotsByPage, HashSet<uint> wholePages)
    {
        var freeSlots = new int[SizeClasses.Count];
        foreach (var (number, used) in slotsByPage)
        {
            var page = (SlotPage*)_memory.Page(number);
            var shape = SizeClasses.Of(page->SizeClass);
            var free = 0;
            for (var word = 0; word < shape.BitmapWords; word++)
                free += BitOperations.PopCount(SlotPage.Bitmap(page)[word]);
            Check(page->Used == used && shape.Slots - free == used, "A page's count of used slots is wrong.");
            Check(!wholePages.Contains(number), "A page is both cut and whole.");
            freeSlots[page->SizeClass] += free;
        }

        for (var sizeClass = 0; sizeClass < freeSlots.Length; sizeClass++)
            Check(_slots.FreeSlotsOf(sizeClass) == freeSlots[sizeClass], "A class's count of free slots is wrong.");
        var pages = slotsByPage.Count + wholePages.Count + _index.PageCount + _policy.PagesHeld;
        Check(_memory.PagesUsed == pages, "The pages in use are not those that something lies in.");
        Check(_memory.PagesUsed <= _memory.PagesMax, "The budget is exceeded.");
    }
}
