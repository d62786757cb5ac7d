using FromScratch.Cache.Engine.Items;
using FromScratch.Cache.Engine.Memory;

namespace FromScratch.Cache.Engine.Eviction;

/// <summary>
/// Decides which item of a partition goes when room is needed. Keeps every item on one of up to three lists (two bits of the item's header
/// say which) and may use two more bits as a counter. Called with the partition locked.
/// </summary>
internal abstract unsafe class EvictionPolicy(PageMemory memory)
{
    public const int ListsMax = 3;

    private const int ListShift = 8;
    private const int FrequencyShift = 10;

    protected readonly ItemList[] Lists = new ItemList[ListsMax];

    protected PageMemory Memory { get; } = memory;

    public ReadOnlySpan<ItemList> AllLists => Lists;

    public int Count => Lists[0].Count + Lists[1].Count + Lists[2].Count;

    public long Bytes => Lists[0].Bytes + Lists[1].Bytes + Lists[2].Bytes;

    /// <summary>Pages that the policy would like to have for its own bookkeeping now; it works with fewer.</summary>
    public virtual int PagesWanted => 0;

    /// <summary>Pages that it has.</summary>
    public virtual int PagesHeld => 0;

    /// <summary>A new item.</summary>
    public abstract void OnInsert(uint handle, Item* item, ulong hash);

    /// <summary>A read that counts as use.</summary>
    public abstract void OnHit(uint handle, Item* item, ulong hash);

    /// <summary>The value was replaced. Replaced elsewhere, the item has been put back as the newest of its list.</summary>
    public abstract void OnOverwrite(uint handle, Item* item, ulong hash);

    /// <summary>The item that should go next; 0 = there is none. May rearrange the lists.</summary>
    public abstract uint Victim();

    /// <summary>Told before an item that <see cref="Victim"/> named is removed.</summary>
    public virtual void OnEvict(Item* item, ulong hash)
    {
    }

    /// <summary>Gives the policy a page for its bookkeeping.</summary>
    public virtual void AddPage(uint page) => throw new InvalidOperationException("This policy needs no pages.");

    /// <summary>Takes back one page of its bookkeeping; 0 = it has none.</summary>
    public virtual uint TakePageBack() => 0;

    /// <summary>Everything is gone, its pages too.</summary>
    public virtual void Clear() => Array.Clear(Lists);

    public void Remove(Item* item) => Lists[ListOf(item)].Remove(Memory, item);

    /// <summary>The item has been copied to another place.</summary>
    public void Moved(uint handle, Item* item) => Lists[ListOf(item)].Moved(Memory, handle, item);

    /// <summary>The item's size has changed in place.</summary>
    public void Resized(Item* item, int bytes) => Lists[ListOf(item)].Bytes += bytes;

    /// <summary>Puts an item that was taken out for a moment back on its list, as the newest.</summary>
    public void PutBack(uint handle, Item* item) => Lists[ListOf(item)].PushHead(Memory, handle, item);

    public static int ListOf(Item* item) => (int)(item->Bits & ItemBits.ListMask) >> ListShift;

    protected static int FrequencyOf(Item* item) => (int)(item->Bits & ItemBits.FrequencyMask) >> FrequencyShift;

    protected static void SetFrequency(Item* item, int frequency) =>
        item->Bits = (item->Bits & ~ItemBits.FrequencyMask) | (ItemBits)(frequency << FrequencyShift);

    protected void Push(int list, uint handle, Item* item)
    {
        item->Bits = (item->Bits & ~ItemBits.ListMask) | (ItemBits)(list << ListShift);
        Lists[list].PushHead(Memory, handle, item);
    }

    protected void MoveTo(int list, uint handle, Item* item)
    {
        var from = ListOf(item);
        if (from == list)
        {
            Lists[list].MoveToHead(Memory, handle, item);
            return;
        }

        Lists[from].Remove(Memory, item);
        Push(list, handle, item);
    }

    protected Item* At(uint handle) => (Item*)Memory.At(handle);
}
