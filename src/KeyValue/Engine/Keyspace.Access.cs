using FromScratch.KeyValue.Engine.Items;

namespace FromScratch.KeyValue.Engine;

public sealed unsafe partial class Keyspace
{
    /// <summary>What <see cref="Touch"/> keeps. What was kept before a change is misread until the key is touched, as in Redis.</summary>
    public AccessTracking Tracking
    {
        get => _access.Tracking;
        set => _access.Tracking = value;
    }

    /// <summary>Notes an access, for LRU, LFU, OBJECT IDLETIME and FREQ.</summary>
    public void Touch(in Item item) => item.Header->Access = _access.Touched(item.Header->Access, _nowMs);

    /// <summary>Seconds since the last access, where <see cref="Tracking"/> is recency.</summary>
    public long IdleSeconds(in Item item) => AccessClock.IdleSeconds(item.Header->Access, _nowMs);

    /// <summary>0 to 255, logarithmic, where <see cref="Tracking"/> is frequency.</summary>
    public int Frequency(in Item item) => AccessClock.Frequency(item.Header->Access, _nowMs);

    /// <summary>
    /// The item to evict: the best of so many picked by the seed, or exactly the one that expires soonest. Not existing when there is none.
    /// </summary>
    public Item SampleForEviction(EvictionOrder order, ulong seed, int samples)
    {
        if (order == EvictionOrder.SoonestExpiry)
            return new Item(_expiries.First);
        ItemHeader* best = null;
        long bestScore = 0;
        for (var sample = 0; sample < samples; sample++)
        {
            seed = SeedMix.Mix(seed);
            var item = TablePick.Random(_items, seed, long.MinValue);
            if (item is null)
                break;
            var score = order == EvictionOrder.LeastRecentlyUsed
                ? AccessClock.IdleSeconds(item->Access, _nowMs)
                : -AccessClock.Frequency(item->Access, _nowMs);
            if (best is not null && score <= bestScore)
                continue;
            best = item;
            bestScore = score;
        }

        return new Item(best);
    }
}

/// <summary>Which item goes first when memory is short.</summary>
public enum EvictionOrder : byte
{
    LeastRecentlyUsed,
    LeastFrequentlyUsed,

    /// <summary>Among those that expire.</summary>
    SoonestExpiry,
}
