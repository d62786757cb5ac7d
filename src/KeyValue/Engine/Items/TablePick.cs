namespace FromScratch.KeyValue.Engine.Items;

/// <summary>Picks items at random.</summary>
internal static unsafe class TablePick
{
    private const int RandomTriesMax = 64;

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
