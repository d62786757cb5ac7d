namespace FromScratch.KeyValue.Engine.Items;

/// <summary>Picks items at random.</summary>
internal static unsafe class TablePick
{
    /// <summary>About so many buckets are looked at for one fair pick, twice as many at worst, unless there are hardly any items.</summary>
    public const int FairTries = 8;

    private const int RandomTriesMax = 64;
    private const int FairTriesMax = 512;

    /// <summary>
    /// An item alive at that time: any bucket that has one, then any of its chain. Null when there is none.
    /// </summary>
    public static ItemHeader* Random(ItemTable table, ulong seed, long aliveAtMs)
    {
        for (var tries = 0; tries < RandomTriesMax; tries++)
        {
            seed = SeedMix.Mix(seed);
            var bucket = (long)Math.BigMul(seed, (ulong)table.BucketCount, out var rest);
            var item = PickAlive(*table.BucketAt(bucket), rest, aliveAtMs);
            if (item is not null)
                return item;
        }

        // Hardly any is alive: the next one there is.
        var start = (long)Math.BigMul(seed, (ulong)table.BucketCount, out _);
        for (long step = 0; step < table.BucketCount; step++)
        {
            var item = PickAlive(*table.BucketAt((start + step) % table.BucketCount), seed, aliveAtMs);
            if (item is not null)
                return item;
        }

        return null;
    }

    /// <summary>
    /// Any item, whatever it expires at, each as likely as the others: a bucket, then a place of eight in its chain, and both anew when
    /// nothing stands there. Of a chain longer than that, one in a million or so, each is a little less likely. There is an item.
    /// </summary>
    /// <param name="table">Where to pick.</param>
    /// <param name="seed">Goes on: the next pick has nothing to do with this one.</param>
    public static ItemHeader* Fair(ItemTable table, ref ulong seed)
    {
        for (var tries = 0; tries < FairTriesMax; tries++)
        {
            seed = SeedMix.Mix(seed);
            var bucket = (long)Math.BigMul(seed, (ulong)table.BucketCount, out var rest);
            var item = PickPlace(*table.BucketAt(bucket), rest);
            if (item is not null)
                return item;
        }

        // Hardly any item, and so not more buckets than the smallest table has.
        seed = SeedMix.Mix(seed);
        return Nth(table, (long)Math.BigMul(seed, (ulong)table.Count, out _));
    }

    private static ItemHeader* PickPlace(ItemHeader* chain, ulong random)
    {
        var length = 0UL;
        for (var item = chain; item is not null; item = item->Next)
            length++;
        var place = Math.BigMul(random, Math.Max(FairTries, length), out _);
        if (place >= length)
            return null;
        for (; place > 0; place--)
            chain = chain->Next;
        return chain;
    }

    private static ItemHeader* Nth(ItemTable table, long index)
    {
        for (long bucket = 0; ; bucket++)
        {
            for (var item = *table.BucketAt(bucket); item is not null; item = item->Next)
            {
                if (index-- == 0)
                    return item;
            }
        }
    }

    private static ItemHeader* PickAlive(ItemHeader* chain, ulong random, long aliveAtMs)
    {
        ulong alive = 0;
        for (var item = chain; item is not null; item = item->Next)
            alive += ItemHeader.IsExpired(item, aliveAtMs) ? 0UL : 1;
        if (alive == 0)
            return null;
        var skip = Math.BigMul(random, alive, out _);
        for (var item = chain; ; item = item->Next)
        {
            if (ItemHeader.IsExpired(item, aliveAtMs))
                continue;
            if (skip-- == 0)
                return item;
        }
    }
}
