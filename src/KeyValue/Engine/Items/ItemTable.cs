using System.Numerics;
using System.Runtime.Intrinsics.X86;
using FromScratch.KeyValue.Engine.Hashes;
using FromScratch.KeyValue.Engine.Memory;

namespace FromScratch.KeyValue.Engine.Items;

/// <summary>
/// Linear hashing: chains in buckets, grown and shrunk by one bucket at a time, about one item per bucket. A link is the address of
/// the pointer to an item, in the bucket or in the item before it; links hold until the table is changed.
/// </summary>
internal sealed unsafe class ItemTable(NativeHeap heap) : IDisposable
{
    private const int LineBytes = 64;
    private const long BucketsMin = NativeSegments<ItemLink>.FirstCount;

    private readonly NativeSegments<ItemLink> _buckets = MakeBuckets(heap);

    // The greatest power of two that is no more than the bucket count, less one.
    private uint _mask = (uint)BucketsMin - 1;

    public long Count { get; private set; }

    public long BucketCount { get; private set; } = BucketsMin;

    /// <summary>Bytes of native memory of the buckets, without the items.</summary>
    public long BucketBytes => _buckets.Bytes;

    /// <summary>The link to the item; null when there is none.</summary>
    public ItemHeader** Find(ReadOnlySpan<byte> key, uint hash)
    {
        var link = BucketAt(BucketOf(hash));
        for (var item = *link; item is not null; item = *link)
        {
            if (ItemHeader.KeyEquals(item, hash, key))
                return link;
            link = &item->Next;
        }

        return null;
    }

    /// <summary>
    /// Has the processor fetch what look-ups of these will touch, all of them side by side: one after another each would wait for memory
    /// two or three times. Changes nothing.
    /// </summary>
    public void Prefetch(ReadOnlySpan<uint> hashes)
    {
        if (!Sse.IsSupported)
            return;
        foreach (var hash in hashes)
            Sse.Prefetch0(BucketAt(BucketOf(hash)));
        foreach (var hash in hashes)
        {
            // Header and key; the value begins in the next line.
            if (*BucketAt(BucketOf(hash)) is var item && item is not null)
            {
                Sse.Prefetch0(item);
                Sse.Prefetch0((byte*)item + LineBytes);
                Sse.Prefetch0((byte*)item + (2 * LineBytes));
            }
        }

        foreach (var hash in hashes)
        {
            if (*BucketAt(BucketOf(hash)) is var item && item is not null && item->Hash != hash)
                Sse.Prefetch0(item->Next);
        }
    }

    /// <summary>Adds an item whose key is not there. It is the first of its chain then.</summary>
    public void Add(ItemHeader* item)
    {
        Link(BucketAt(BucketOf(item->Hash)), item);
        Count++;
        if (Count > BucketCount)
            Split();
    }

    /// <summary>Takes the item out of its chain; does not free it.</summary>
    public void Remove(ItemHeader** link)
    {
        *link = (*link)->Next;
        Count--;
        // Two merges per item, for twice as many buckets as items are the bound.
        MergeWhenSparse();
        MergeWhenSparse();
    }

    public ItemHeader** BucketAt(long bucket) => (ItemHeader**)_buckets[bucket];

    public long BucketOf(uint hash)
    {
        var bucket = hash & ((_mask << 1) | 1);
        return bucket < BucketCount ? bucket : hash & _mask;
    }

    /// <summary>Where the bucket's range of positions ends, exclusive: 1 &lt;&lt; 32 for the last.</summary>
    public ulong EndOf(long bucket)
    {
        // A bucket that was split, or that was split off, is addressed by one bit more than the others.
        var half = (long)_mask + 1;
        var bits = BitOperations.PopCount(_mask) + (bucket >= half || bucket + half < BucketCount ? 1 : 0);
        return ItemHeader.Reverse((uint)bucket) + (1UL << (32 - bits));
    }

    /// <summary>Checks chains, counts and positions. Returns the bytes that buckets, items and tables of fields take.</summary>
    /// <exception cref="InvalidOperationException">What is wrong.</exception>
    public long Validate(out long expiring)
    {
        expiring = 0;
        long count = 0;
        var bytes = BucketBytes;
        var loadIsRight = Count <= BucketCount && (BucketCount == BucketsMin || Count * 2 >= BucketCount - 2);
        if (!loadIsRight || BucketCount <= _mask || BucketCount > _mask * 2L + 1)
            throw new InvalidOperationException($"Table: {Count} items in {BucketCount} buckets, mask {_mask}.");
        for (long bucket = 0; bucket < BucketCount; bucket++)
        {
            for (var item = *BucketAt(bucket); item is not null; item = item->Next)
            {
                if (BucketOf(item->Hash) != bucket || item->Position < ItemHeader.Reverse((uint)bucket) || item->Position >= EndOf(bucket))
                    throw new InvalidOperationException($"Table: an item of another bucket is in {bucket}.");
                count++;
                expiring += item->Expires ? 1 : 0;
                bytes += NativeHeap.BytesOf(item->Size) + (item->HasTable ? FieldTable.Of(item).Validate() : 0);
            }
        }

        return count == Count ? bytes : throw new InvalidOperationException($"Table: {count} items, {Count} counted.");
    }

    /// <summary>Frees all items and the table.</summary>
    public void Dispose()
    {
        for (long bucket = 0; _buckets.Capacity > 0 && bucket < BucketCount; bucket++)
        {
            for (var item = *BucketAt(bucket); item is not null;)
            {
                var next = item->Next;
                ItemBlocks.Free(heap, item);
                item = next;
            }
        }

        Count = 0;
        _buckets.Dispose();
    }

    private static NativeSegments<ItemLink> MakeBuckets(NativeHeap heap)
    {
        var buckets = new NativeSegments<ItemLink>(heap);
        buckets.Grow(BucketsMin);
        return buckets;
    }

    private static void Link(ItemHeader** link, ItemHeader* item)
    {
        item->Next = *link;
        *link = item;
    }

    private void Split()
    {
        // Bucket numbers are as wide as hashes.
        if (BucketCount > uint.MaxValue >> 1)
            return;
        _buckets.Grow(BucketCount + 1);
        var added = BucketCount++;
        var half = (long)_mask + 1;
        if (BucketCount == half * 2)
            _mask = (_mask << 1) | 1;
        var target = BucketAt(added);
        *target = null;
        var link = BucketAt(added - half);
        while (*link is not null)
        {
            var item = *link;
            if ((item->Hash & half) == 0)
            {
                link = &item->Next;
                continue;
            }

            *link = item->Next;
            Link(target, item);
        }
    }

    private void MergeWhenSparse()
    {
        if (BucketCount <= BucketsMin || Count * 2 >= BucketCount)
            return;
        var dropped = --BucketCount;
        if (dropped <= _mask)
            _mask >>= 1;
        var link = BucketAt(dropped - _mask - 1);
        while (*link is not null)
            link = &(*link)->Next;
        *link = *BucketAt(dropped);
        *BucketAt(dropped) = null;
        _buckets.Shrink(BucketCount);
    }
}
