using System.Numerics;
using FromScratch.Cache.Engine.Memory;

namespace FromScratch.Cache.Engine.Index;

/// <content>
/// Walking over all entries while the table changes between steps. A position is a hash prefix read from its
/// lowest bit; buckets are visited in the order of their bit-reversed numbers, so that a bucket's later halves lie
/// next to each other: nothing is passed over by a split or a merge.
/// </content>
internal sealed unsafe partial class HashIndex
{
    public ChainEnumerator EntriesAt(uint position) => new(_memory, Bucket(position));

    /// <summary>0 = that was the last bucket.</summary>
    public uint NextPosition(uint position)
    {
        var wide = (_levelMask << 1) | 1;
        var isSplit = (position & _levelMask) + _levelMask + 1 < Buckets;
        position |= ~(isSplit ? wide : _levelMask);
        return Reverse(Reverse(position) + 1);
    }

    /// <summary>Pages of buckets.</summary>
    public int PageCount => _pages.Count(page => page != 0);

    /// <summary>Every overflow node, the spare one too.</summary>
    public List<uint> NodeHandles()
    {
        var nodes = new List<uint>();
        if (_spareNode != 0)
            nodes.Add(_spareNode);
        for (uint number = 0; number < Buckets; number++)
        {
            for (var bucket = BucketOf(number); Link(bucket) != 0; bucket = _memory.At(Link(bucket)))
                nodes.Add(Link(bucket));
        }

        return nodes;
    }

    private static uint Reverse(uint value)
    {
        value = ((value >> 1) & 0x5555_5555) | ((value & 0x5555_5555) << 1);
        value = ((value >> 2) & 0x3333_3333) | ((value & 0x3333_3333) << 2);
        value = ((value >> 4) & 0x0F0F_0F0F) | ((value & 0x0F0F_0F0F) << 4);
        return System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(value);
    }

    internal ref struct ChainEnumerator(PageMemory memory, byte* bucket)
    {
        private byte* _bucket = bucket;
        private int _entry = -1;

        public readonly uint Current => Handles(_bucket)[_entry];

        public readonly ChainEnumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            if (++_entry < EntriesIn(_bucket))
                return true;
            if (Link(_bucket) == 0)
                return false;
            _bucket = memory.At(Link(_bucket));
            _entry = 0;
            return true;
        }
    }
}
