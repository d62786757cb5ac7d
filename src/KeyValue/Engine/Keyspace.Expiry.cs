using FromScratch.KeyValue.Engine.Items;

namespace FromScratch.KeyValue.Engine;

public sealed unsafe partial class Keyspace
{
    /// <summary>The soonest expiry; 0 = there is none.</summary>
    public long NextExpiryMs => _expiries.FirstExpiryMs;

    /// <summary>0 = never. False when there is no such key.</summary>
    public bool SetExpiry(ReadOnlySpan<byte> key, long expiryMs)
    {
        var link = FindToChange(key, HashOf(key));
        if (link is null)
            return false;
        Changing(*link, _index);
        Reshape(link, (*link)->ValueLength, expiryMs);
        return true;
    }

    /// <summary>Frees what has expired by log time, soonest first, at most so many. Returns how many.</summary>
    public int ReclaimExpired(int itemsMax)
    {
        var count = 0;
        while (count < itemsMax && _expiries.First is var item && item is not null && ItemHeader.IsExpired(item, LogTimeMs))
        {
            RemoveAt(_items.Find(ItemHeader.KeySpan(item), item->Hash));
            count++;
        }

        return count;
    }
}
