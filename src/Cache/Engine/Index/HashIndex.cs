using System.Numerics;
using System.Runtime.Intrinsics;
using FromScratch.Cache.Engine.Items;
using FromScratch.Cache.Engine.Memory;

namespace FromScratch.Cache.Engine.Index;

/// <summary>
/// From key to handle: linear hashing over buckets of one cache line, growing and shrinking one bucket at a time. A bucket is 12 one-byte
/// tags (0 = empty), the handle of an overflow node of the same shape, and 12 handles. Entries fill a chain from its front, without holes.
/// </summary>
internal sealed unsafe partial class HashIndex
{
    public const int BucketBytes = 64;
    public const int EntriesPerBucket = 12;

    private const int BucketsPerPageShift = PageMemory.PageShift - 6;
    private const int BucketsPerPage = 1 << BucketsPerPageShift;
    private const uint EntriesMask = (1 << EntriesPerBucket) - 1;
    private const int LinkOffset = 12;
    private const int HandlesOffset = 16;

    /// <summary>Split above so many entries per bucket, merge below so many.</summary>
    private const int EntriesToSplit = 11;
    private const int EntriesToMerge = 6;

    private readonly PageMemory _memory;
    private readonly SlotAllocator _slots;
    private readonly KeyHasher _hasher;
    private nint[] _pages = new nint[4];
    private uint[] _pageNumbers = new uint[4];
    private uint _levelMask;
    private uint _spareNode;

    public HashIndex(PageMemory memory, SlotAllocator slots, KeyHasher hasher)
    {
        _hasher = hasher;
        _memory = memory;
        _slots = slots;
        Reset();
    }

    public uint Buckets { get; private set; }

    public int Count { get; private set; }

    public int Nodes { get; private set; }

    /// <summary>An insertion may need one overflow node, and must not have to look for memory then.</summary>
    public bool NeedsSpareNode => _spareNode == 0;

    public bool WantsSplit => Count > (long)Buckets * EntriesToSplit;

    /// <summary>The next split needs <see cref="AddPage"/> first.</summary>
    public bool SplitNeedsPage => (Buckets & (BucketsPerPage - 1)) == 0 && _pages[Buckets >> BucketsPerPageShift] == 0;

    public bool WantsMerge => Buckets > BucketsPerPage && Count < (long)Buckets * EntriesToMerge;

    public long Bytes => ((Buckets + BucketsPerPage - 1L) / BucketsPerPage * PageMemory.PageBytes) + ((long)Nodes * BucketBytes);

    /// <summary>Back to the smallest table, empty; takes its page from the memory.</summary>
    public void Reset()
    {
        Array.Clear(_pages);
        Buckets = 0;
        Count = Nodes = 0;
        _spareNode = 0;
        AddPage(_memory.TryTakePage());
        Buckets = BucketsPerPage;
        _levelMask = BucketsPerPage - 1;
    }

    public void AddPage(uint page)
    {
        var slot = (int)(Buckets >> BucketsPerPageShift);
        if (slot + 1 >= _pages.Length)
        {
            Array.Resize(ref _pages, _pages.Length * 2);
            Array.Resize(ref _pageNumbers, _pageNumbers.Length * 2);
        }

        var start = _memory.Page(page);
        new Span<byte>(start, PageMemory.PageBytes).Clear();
        _pages[slot] = (nint)start;
        _pageNumbers[slot] = page;
    }

    public void SetSpareNode(uint handle)
    {
        new Span<byte>(_memory.At(handle), BucketBytes).Clear();
        _spareNode = handle;
        Nodes++;
    }

    /// <summary>Where the bucket of a hash lies, read without the lock: good for a prefetch only.</summary>
    public void* PrefetchAddress(ulong hash)
    {
        var bucket = BucketNumber(hash);
        var pages = _pages;
        var slot = bucket >> BucketsPerPageShift;
        return slot < (uint)pages.Length ? BucketAt(pages[slot], bucket) : null;
    }

    public uint Find(ReadOnlySpan<byte> key, ulong hash)
    {
        var bucket = Bucket(hash);
        var tag = Vector128.Create(TagOf(hash));
        while (true)
        {
            var matches = Vector128.Equals(Vector128.Load(bucket), tag).ExtractMostSignificantBits() & EntriesMask;
            while (matches != 0)
            {
                var handle = Handles(bucket)[BitOperations.TrailingZeroCount(matches)];
                if (Item.KeyEquals((Item*)_memory.At(handle), key))
                    return handle;
                matches &= matches - 1;
            }

            var link = Link(bucket);
            if (link == 0)
                return 0;
            bucket = _memory.At(link);
        }
    }

    /// <summary>Adds an entry; false when its bucket is full and no spare node is at hand.</summary>
    public bool TryInsert(ulong hash, uint handle)
    {
        if (!TryAppend(Bucket(hash), TagOf(hash), handle))
            return false;
        Count++;
        return true;
    }

    /// <summary>Points the entry of an item that has moved to its new place.</summary>
    public void Replace(ulong hash, uint handle, uint replacement)
    {
        var bucket = Locate(hash, handle, out var entry);
        Handles(bucket)[entry] = replacement;
    }

    public void Remove(ulong hash, uint handle)
    {
        var bucket = Locate(hash, handle, out var entry);
        RemoveAt(Bucket(hash), bucket, entry);
        Count--;
    }

    /// <summary>The overflow node has been copied to another place.</summary>
    public void NodeMoved(uint node, uint replacement)
    {
        if (node == _spareNode)
        {
            _spareNode = replacement;
            return;
        }

        var bucket = Bucket(HashOf(Handles(_memory.At(replacement))[0]));
        while (Link(bucket) != node)
            bucket = _memory.At(Link(bucket));
        Link(bucket) = replacement;
    }

    private static byte TagOf(ulong hash)
    {
        var tag = (byte)(hash >> 40);
        return tag == 0 ? (byte)1 : tag;
    }

    private static uint* Handles(byte* bucket) => (uint*)(bucket + HandlesOffset);

    private static ref uint Link(byte* bucket) => ref *(uint*)(bucket + LinkOffset);

    private static byte* BucketAt(nint page, uint bucket) => (byte*)page + ((bucket & (BucketsPerPage - 1)) << 6);

    private static int EntriesIn(byte* bucket)
    {
        var used = Vector128.Equals(Vector128.Load(bucket), Vector128<byte>.Zero).ExtractMostSignificantBits() & EntriesMask;
        return used == 0 ? EntriesPerBucket : BitOperations.TrailingZeroCount(used);
    }

    private ulong HashOf(uint handle) => _hasher.Hash(Item.KeySpan((Item*)_memory.At(handle)));

    private uint BucketNumber(ulong hash)
    {
        // While a level is half split, the numbers that do not exist yet stand for their lower twins.
        var bucket = (uint)hash & ((_levelMask << 1) | 1);
        return bucket < Buckets ? bucket : bucket & _levelMask;
    }

    private byte* BucketOf(uint number) => BucketAt(_pages[number >> BucketsPerPageShift], number);

    private byte* Bucket(ulong hash) => BucketOf(BucketNumber(hash));

    private byte* Locate(ulong hash, uint handle, out int entry)
    {
        var bucket = Bucket(hash);
        var tag = Vector128.Create(TagOf(hash));
        while (true)
        {
            var matches = Vector128.Equals(Vector128.Load(bucket), tag).ExtractMostSignificantBits() & EntriesMask;
            while (matches != 0)
            {
                entry = BitOperations.TrailingZeroCount(matches);
                if (Handles(bucket)[entry] == handle)
                    return bucket;
                matches &= matches - 1;
            }

            bucket = _memory.At(Link(bucket));
        }
    }

    private bool TryAppend(byte* bucket, byte tag, uint handle)
    {
        while (Link(bucket) != 0)
            bucket = _memory.At(Link(bucket));
        var entry = EntriesIn(bucket);
        if (entry == EntriesPerBucket)
        {
            if (_spareNode == 0)
                return false;
            Link(bucket) = _spareNode;
            bucket = _memory.At(_spareNode);
            _spareNode = 0;
            entry = 0;
        }

        bucket[entry] = tag;
        Handles(bucket)[entry] = handle;
        return true;
    }

    // The hole is filled from the end of the chain; a node that becomes empty is given back.
    private void RemoveAt(byte* root, byte* bucket, int entry)
    {
        var last = root;
        byte* beforeLast = null;
        while (Link(last) != 0)
        {
            beforeLast = last;
            last = _memory.At(Link(last));
        }

        var lastEntry = EntriesIn(last) - 1;
        bucket[entry] = last[lastEntry];
        Handles(bucket)[entry] = Handles(last)[lastEntry];
        last[lastEntry] = 0;
        Handles(last)[lastEntry] = 0;
        if (lastEntry == 0 && beforeLast != null)
        {
            var node = Link(beforeLast);
            Link(beforeLast) = 0;
            FreeNode(node);
        }
    }

    private void FreeNode(uint node)
    {
        if (_spareNode == 0)
        {
            new Span<byte>(_memory.At(node), BucketBytes).Clear();
            _spareNode = node;
            return;
        }

        _slots.Free(node);
        Nodes--;
    }
}
