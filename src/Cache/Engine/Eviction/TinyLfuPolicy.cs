using FromScratch.Cache.Engine.Items;
using FromScratch.Cache.Engine.Memory;

namespace FromScratch.Cache.Engine.Eviction;

/// <summary>
/// W-TinyLFU (Einziger, Friedman, Manes, ACM ToS 2017), queues measured in bytes:
/// 1. a new item enters the window, an LRU list of a hundredth of the memory;
/// 2. when room is needed, the window's oldest competes with the oldest of the main part: the one that the sketch has seen less goes;
/// 3. the main part is a segmented LRU: a hit on probation leads to the protected segment (80 %), whose overflow falls back to probation.
/// </summary>
internal sealed unsafe class TinyLfuPolicy(PageMemory memory, KeyHasher hasher) : EvictionPolicy(memory)
{
    private const int Window = 0;
    private const int Probation = 1;
    private const int Protected = 2;
    private const int WindowShare = 100;
    private const int ProtectedPercent = 80;

    private readonly FrequencySketch _sketch = new(memory);

    public override int PagesWanted => _sketch.PagesFor(Count);

    public override int PagesHeld => _sketch.Pages;

    private long WindowBytesMax => (long)Memory.PagesMax * PageMemory.PageBytes / WindowShare;

    public override void OnInsert(uint handle, Item* item, ulong hash)
    {
        _sketch.Increment(hash, Count);
        Push(Window, handle, item);
        if (Memory.HasFreePage)
            DrainWindow(WindowBytesMax);
    }

    public override void OnHit(uint handle, Item* item, ulong hash)
    {
        _sketch.Increment(hash, Count);
        if (ListOf(item) == Window)
        {
            Lists[Window].MoveToHead(Memory, handle, item);
            return;
        }

        MoveTo(Protected, handle, item);
        while (Lists[Protected].Bytes * 100 > (Lists[Probation].Bytes + Lists[Protected].Bytes) * ProtectedPercent
            && Lists[Protected].Tail != handle)
        {
            var oldest = Lists[Protected].Tail;
            MoveTo(Probation, oldest, At(oldest));
        }
    }

    public override void OnOverwrite(uint handle, Item* item, ulong hash) => OnHit(handle, item, hash);

    public override uint Victim()
    {
        var victim = Lists[Probation].Tail != 0 ? Lists[Probation].Tail : Lists[Protected].Tail;
        var candidate = Lists[Window].Tail;
        if (victim == 0)
            return candidate;
        if (Lists[Window].Bytes <= WindowBytesMax)
            return victim;
        if (FrequencyOf(candidate) <= FrequencyOf(victim))
            return candidate;
        MoveTo(Probation, candidate, At(candidate));

        // One large victim makes room for many small newcomers: they do not pile up in the window.
        DrainWindow(WindowBytesMax * 2);
        return victim;
    }

    public override void AddPage(uint page) => _sketch.AddPage(page);

    public override uint TakePageBack() => _sketch.TakePageBack();

    public override void Clear()
    {
        base.Clear();
        _sketch.Clear();
    }

    private int FrequencyOf(uint handle) => _sketch.Estimate(hasher.Hash(Item.KeySpan(At(handle))));

    private void DrainWindow(long bytesMax)
    {
        while (Lists[Window].Bytes > bytesMax && Lists[Window].Tail != Lists[Window].Head)
        {
            var oldest = Lists[Window].Tail;
            MoveTo(Probation, oldest, At(oldest));
        }
    }
}
