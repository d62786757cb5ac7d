using FromScratch.Cache.Engine.Items;
using FromScratch.Cache.Engine.Memory;

namespace FromScratch.Cache.Engine.Eviction;

/// <summary>
/// S3-FIFO (Yang et al., SOSP 2023), queues measured in bytes:
/// 1. a new item enters the small queue, a tenth of the whole; one whose fingerprint the ghost queue still holds enters the main queue;
/// 2. a hit only raises the item's counter, up to 3;
/// 3. at the small queue's end an item that was used goes on to main, one that was not is evicted and leaves its fingerprint;
/// 4. at the main queue's end an item with a counter starts over with one less, one without is evicted.
/// Scans and one-hit keys therefore never push out what main holds.
/// </summary>
internal sealed unsafe class S3FifoPolicy(PageMemory memory) : EvictionPolicy(memory)
{
    private const int Small = 0;
    private const int Main = 1;
    private const int SmallShare = 10;
    private const int FrequencyMax = 3;

    /// <summary>Uses that an item of the small queue needs to go on to main.</summary>
    private const int UsesToStay = 2;

    /// <summary>After so many items have been given another chance in one search, the next one goes.</summary>
    private const int SecondChancesMax = 256;

    private readonly GhostQueue _ghost = new(memory);

    // Before the first eviction there is nothing to remember.
    public override int PagesWanted => Memory.HasFreePage && _ghost.Pages == 0 ? 0 : _ghost.PagesFor(Count);

    public override int PagesHeld => _ghost.Pages;

    public override void OnInsert(uint handle, Item* item, ulong hash)
    {
        SetFrequency(item, 0);
        Push(_ghost.Contains(hash) ? Main : Small, handle, item);
    }

    public override void OnHit(uint handle, Item* item, ulong hash)
    {
        var frequency = FrequencyOf(item);
        if (frequency < FrequencyMax)
            SetFrequency(item, frequency + 1);
    }

    public override void OnOverwrite(uint handle, Item* item, ulong hash) => OnHit(handle, item, hash);

    public override uint Victim()
    {
        for (var chances = 0; chances < SecondChancesMax; chances++)
        {
            var fromSmall = Lists[Main].Count == 0 || Lists[Small].Bytes * SmallShare > Bytes;
            var handle = Lists[fromSmall ? Small : Main].Tail;
            if (handle == 0)
                return 0;
            var item = At(handle);
            var frequency = FrequencyOf(item);
            if (fromSmall ? frequency < UsesToStay : frequency == 0)
                return handle;
            SetFrequency(item, fromSmall ? 0 : frequency - 1);
            MoveTo(Main, handle, item);
        }

        return Lists[Main].Tail;
    }

    public override void OnEvict(Item* item, ulong hash)
    {
        if (ListOf(item) == Small)
            _ghost.Add(hash);
    }

    public override void AddPage(uint page) => _ghost.AddPage(page);

    public override uint TakePageBack() => _ghost.TakePageBack();

    public override void Clear()
    {
        base.Clear();
        _ghost.Clear();
    }
}
