using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using FromScratch.Cache.Engine.Items;
using FromScratch.Cache.Engine.Memory;

namespace FromScratch.Cache.Engine.Index;

/// <content>Growing and shrinking by one bucket.</content>
internal sealed unsafe partial class HashIndex
{
    private const int EntriesOnStack = 8 * EntriesPerBucket;

    /// <summary>
    /// Divides the next bucket in two; <see cref="SplitNeedsPage"/> must be false. Needs no memory: what both
    /// chains take together fits the old one's nodes.
    /// </summary>
    public void Split()
    {
        var source = BucketOf(Buckets & _levelMask);
        var target = BucketOf(Buckets);
        new Span<byte>(target, BucketBytes).Clear();
        var capacity = CapacityOf(source);
        var entries = capacity <= EntriesOnStack ? stackalloc Entry[EntriesOnStack] : new Entry[capacity];
        var count = 0;
        var nodes = Drain(source, entries, ref count, 0);

        // The keys must be hashed anew; fetch them all at once.
        if (Sse.IsSupported)
        {
            for (var i = 0; i < count; i++)
                Sse.Prefetch0(_memory.At(entries[i].Handle) + Item.HeaderBytes);
        }

        ulong splitBit = _levelMask + 1;
        var stay = 0;
        for (var i = 0; i < count; i++)
        {
            if ((HashOf(entries[i].Handle) & splitBit) == 0)
            {
                (entries[stay], entries[i]) = (entries[i], entries[stay]);
                stay++;
            }
        }

        nodes = Fill(source, entries[..stay], nodes);
        nodes = Fill(target, entries[stay..count], nodes);
        FreeNodes(nodes);
        Buckets++;
        if (Buckets > ((_levelMask << 1) | 1))
            _levelMask = (_levelMask << 1) | 1;
    }

    /// <summary>Joins the last bucket with its lower twin; does nothing when that would need memory.</summary>
    public void TryMerge()
    {
        var levelMask = Buckets - 1 <= _levelMask ? _levelMask >> 1 : _levelMask;
        var last = Buckets - 1;
        var source = BucketOf(last);
        var target = BucketOf(last & levelMask);
        var capacity = CapacityOf(source) + CapacityOf(target);
        if (capacity > EntriesOnStack || !FitsJoined(source, target))
            return;

        Span<Entry> entries = stackalloc Entry[EntriesOnStack];
        var count = 0;
        var nodes = Drain(source, entries, ref count, 0);
        nodes = Drain(target, entries, ref count, nodes);
        FreeNodes(Fill(target, entries[..count], nodes));
        Buckets--;
        _levelMask = levelMask;
        if ((Buckets & (BucketsPerPage - 1)) == 0)
        {
            var slot = Buckets >> BucketsPerPageShift;
            _memory.ReleasePage(_pageNumbers[slot]);
            _pages[slot] = 0;
        }
    }

    // Two chains of k nodes together hold 12 (k + 2) entries; joined they have one bucket less.
    private bool FitsJoined(byte* source, byte* target)
    {
        var entries = CountChain(source) + CountChain(target);
        return entries <= CapacityOf(source) + CapacityOf(target) - EntriesPerBucket;
    }

    private int CountChain(byte* bucket)
    {
        var entries = EntriesIn(bucket);
        while (Link(bucket) != 0)
        {
            bucket = _memory.At(Link(bucket));
            entries += EntriesIn(bucket);
        }

        return entries;
    }

    private int CapacityOf(byte* bucket)
    {
        var capacity = EntriesPerBucket;
        while (Link(bucket) != 0)
        {
            bucket = _memory.At(Link(bucket));
            capacity += EntriesPerBucket;
        }

        return capacity;
    }

    /// <summary>Takes all entries out; the chain's nodes are put, linked, before <paramref name="nodes"/>.</summary>
    private uint Drain(byte* bucket, Span<Entry> entries, ref int count, uint nodes)
    {
        var chain = bucket;
        var first = Link(bucket);
        while (true)
        {
            var used = EntriesIn(chain);
            for (var i = 0; i < used; i++)
                entries[count++] = new Entry(Handles(chain)[i], chain[i]);
            var link = Link(chain);
            if (link == 0)
                break;
            chain = _memory.At(link);
        }

        if (first != 0)
        {
            Link(chain) = nodes;
            nodes = first;
        }

        new Span<byte>(bucket, BucketBytes).Clear();
        return nodes;
    }

    /// <summary>Writes entries into an empty bucket and as many of the nodes as it takes; the rest of the nodes is returned.</summary>
    private uint Fill(byte* bucket, ReadOnlySpan<Entry> entries, uint nodes)
    {
        var chain = bucket;
        for (var i = 0; i < entries.Length; i++)
        {
            var place = i % EntriesPerBucket;
            if (place == 0 && i > 0)
            {
                Link(chain) = nodes;
                chain = _memory.At(nodes);
                nodes = Link(chain);
                new Span<byte>(chain, BucketBytes).Clear();
            }

            chain[place] = entries[i].Tag;
            Handles(chain)[place] = entries[i].Handle;
        }

        return nodes;
    }

    private void FreeNodes(uint nodes)
    {
        while (nodes != 0)
        {
            var next = Link(_memory.At(nodes));
            FreeNode(nodes);
            nodes = next;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Entry(uint Handle, byte Tag);
}
