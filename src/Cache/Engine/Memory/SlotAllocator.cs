using System.Numerics;

namespace FromScratch.Cache.Engine.Memory;

/// <summary>
/// Slots of the size classes in pages of a <see cref="PageMemory"/>. A page belongs to a class only while it has used slots. Never evicts:
/// it says that there is no room, and can name a page worth emptying into its class's other pages.
/// </summary>
internal sealed unsafe class SlotAllocator(PageMemory memory)
{
    private const int PagesLookedAt = 16;

    private readonly uint[] _openPages = new uint[SizeClasses.Count];
    private readonly int[] _freeSlots = new int[SizeClasses.Count];
    private readonly ulong[] _compactable = new ulong[(SizeClasses.Count + 63) / 64];

    public static int SlotBytesOf(SlotPage* page) => SizeClasses.Of(page->SizeClass).SlotBytes;

    public SlotPage* PageOf(uint handle) => (SlotPage*)memory.Page(handle >> PageMemory.PageHandleShift);

    /// <summary>A slot of the class from a page that the class already has; 0 = none.</summary>
    public uint TryTakeSlot(int sizeClass)
    {
        var pageIndex = _openPages[sizeClass];
        return pageIndex == 0 ? 0 : TakeFrom(pageIndex, sizeClass);
    }

    /// <summary>A slot of the next larger classes, as long as it wastes no more than an eighth; 0 = none.</summary>
    public uint TryTakeLargerSlot(int sizeClass)
    {
        var bytes = SizeClasses.Of(sizeClass).SlotBytes;
        var last = SizeClasses.For(Math.Min(bytes + (bytes >> 3), SizeClasses.SlotBytesMax));
        for (var candidate = sizeClass + 1; candidate <= last; candidate++)
        {
            if (_openPages[candidate] != 0)
                return TakeFrom(_openPages[candidate], candidate);
        }

        return 0;
    }

    /// <summary>Cuts a page into slots of the class.</summary>
    public void AddPage(uint pageIndex, int sizeClass)
    {
        var page = (SlotPage*)memory.Page(pageIndex);
        ref readonly var shape = ref SizeClasses.Of(sizeClass);
        page->SizeClass = (ushort)sizeClass;
        page->Used = 0;
        var bitmap = SlotPage.Bitmap(page);
        for (var word = 0; word < shape.BitmapWords; word++)
        {
            var bits = Math.Min(64, shape.Slots - (word * 64));
            bitmap[word] = bits == 64 ? ulong.MaxValue : (1UL << bits) - 1;
        }

        LinkOpen(pageIndex, page, sizeClass);
        AddFree(sizeClass, shape.Slots);
    }

    public void Free(uint handle)
    {
        var pageIndex = handle >> PageMemory.PageHandleShift;
        var page = (SlotPage*)memory.Page(pageIndex);
        int sizeClass = page->SizeClass;
        ref readonly var shape = ref SizeClasses.Of(sizeClass);
        var slot = shape.SlotAt((int)(handle << PageMemory.HandleShift) & (PageMemory.PageBytes - 1));
        SlotPage.Bitmap(page)[slot >> 6] |= 1UL << slot;
        if (page->Used-- == shape.Slots)
            LinkOpen(pageIndex, page, sizeClass);
        AddFree(sizeClass, 1);
        if (page->Used == 0)
        {
            UnlinkOpen(pageIndex, page, sizeClass);
            AddFree(sizeClass, -shape.Slots);
            memory.ReleasePage(pageIndex);
        }
    }

    /// <summary>
    /// A page whose items all fit into other pages of its class, taken out of the class's open pages so that nothing new goes there; 0 = no
    /// class has a page's worth of free slots. It is released when the last of them has been freed.
    /// </summary>
    public uint TakeEmptiestCompactable()
    {
        for (var word = 0; word < _compactable.Length; word++)
        {
            if (_compactable[word] == 0)
                continue;
            var sizeClass = (word * 64) + BitOperations.TrailingZeroCount(_compactable[word]);
            var best = _openPages[sizeClass];
            var candidate = best;
            for (var i = 0; i < PagesLookedAt && candidate != 0; i++)
            {
                var page = (SlotPage*)memory.Page(candidate);
                if (page->Used < ((SlotPage*)memory.Page(best))->Used)
                    best = candidate;
                candidate = page->Next;
            }

            var source = (SlotPage*)memory.Page(best);
            UnlinkOpen(best, source, sizeClass);
            return best;
        }

        return 0;
    }

    /// <summary>Forgets every page; the memory takes them back elsewhere.</summary>
    public void Clear()
    {
        Array.Clear(_openPages);
        Array.Clear(_freeSlots);
        Array.Clear(_compactable);
    }

    public int FreeSlotsOf(int sizeClass) => _freeSlots[sizeClass];

    public uint FirstOpenPage(int sizeClass) => _openPages[sizeClass];

    private uint TakeFrom(uint pageIndex, int sizeClass)
    {
        var page = (SlotPage*)memory.Page(pageIndex);
        ref readonly var shape = ref SizeClasses.Of(sizeClass);
        var bitmap = SlotPage.Bitmap(page);
        var word = 0;
        while (bitmap[word] == 0)
            word++;
        var slot = (word * 64) + BitOperations.TrailingZeroCount(bitmap[word]);
        bitmap[word] &= bitmap[word] - 1;
        if (++page->Used == shape.Slots)
            UnlinkOpen(pageIndex, page, sizeClass);
        AddFree(sizeClass, -1);
        return (pageIndex << PageMemory.PageHandleShift) + (uint)((shape.FirstOffset + (slot * shape.SlotBytes)) >> PageMemory.HandleShift);
    }

    private void AddFree(int sizeClass, int slots)
    {
        var free = _freeSlots[sizeClass] += slots;
        var bit = 1UL << sizeClass;
        if (free >= SizeClasses.Of(sizeClass).Slots)
            _compactable[sizeClass >> 6] |= bit;
        else
            _compactable[sizeClass >> 6] &= ~bit;
    }

    private void LinkOpen(uint pageIndex, SlotPage* page, int sizeClass)
    {
        var head = _openPages[sizeClass];
        page->Previous = 0;
        page->Next = head;
        if (head != 0)
            ((SlotPage*)memory.Page(head))->Previous = pageIndex;
        _openPages[sizeClass] = pageIndex;
    }

    private void UnlinkOpen(uint pageIndex, SlotPage* page, int sizeClass)
    {
        if (page->Previous != 0)
            ((SlotPage*)memory.Page(page->Previous))->Next = page->Next;
        else if (_openPages[sizeClass] == pageIndex)
            _openPages[sizeClass] = page->Next;
        if (page->Next != 0)
            ((SlotPage*)memory.Page(page->Next))->Previous = page->Previous;
        page->Previous = page->Next = 0;
    }
}
