using FromScratch.Cache.Engine.Items;
using FromScratch.Cache.Engine.Memory;

namespace FromScratch.Cache.Engine.Eviction;

/// <summary>A queue of items linked through their headers: newest at the head, oldest at the tail.</summary>
internal unsafe struct ItemList
{
    public uint Head;
    public uint Tail;
    public int Count;

    /// <summary>Sum of <see cref="Item.BytesOf"/>.</summary>
    public long Bytes;

    public void PushHead(PageMemory memory, uint handle, Item* item)
    {
        item->Previous = 0;
        item->Next = Head;
        if (Head != 0)
            ((Item*)memory.At(Head))->Previous = handle;
        else
            Tail = handle;
        Head = handle;
        Count++;
        Bytes += Item.BytesOf(item);
    }

    public void Remove(PageMemory memory, Item* item)
    {
        Unlink(memory, item);
        Count--;
        Bytes -= Item.BytesOf(item);
    }

    public void MoveToHead(PageMemory memory, uint handle, Item* item)
    {
        if (Head == handle)
            return;
        Unlink(memory, item);
        item->Previous = 0;
        item->Next = Head;
        ((Item*)memory.At(Head))->Previous = handle;
        Head = handle;
    }

    /// <summary>The item has been copied to <paramref name="handle"/>: its neighbours must know.</summary>
    public void Moved(PageMemory memory, uint handle, Item* item)
    {
        if (item->Previous != 0)
            ((Item*)memory.At(item->Previous))->Next = handle;
        else
            Head = handle;
        if (item->Next != 0)
            ((Item*)memory.At(item->Next))->Previous = handle;
        else
            Tail = handle;
    }

    private void Unlink(PageMemory memory, Item* item)
    {
        if (item->Previous != 0)
            ((Item*)memory.At(item->Previous))->Next = item->Next;
        else
            Head = item->Next;
        if (item->Next != 0)
            ((Item*)memory.At(item->Next))->Previous = item->Previous;
        else
            Tail = item->Previous;
    }
}
