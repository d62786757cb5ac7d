using System.Runtime.CompilerServices;
using FromScratch.Cache.Engine.Eviction;
using FromScratch.Cache.Engine.Expiration;
using FromScratch.Cache.Engine.Index;
using FromScratch.Cache.Engine.Items;
using FromScratch.Cache.Engine.Memory;

namespace FromScratch.Cache.Engine.Partitions;

/// <summary>
/// One share of the cache: its keys are those whose hash begins with its number. Has its own lock, memory, index, wheel and eviction lists,
/// and never looks at another partition. Every public method takes the lock.
/// </summary>
internal sealed unsafe partial class Partition : IDisposable
{
    /// <summary>Charged once: wheel, lists, tables and counters.</summary>
    public const int FixedBytes = 16 << 10;

    /// <summary>Fewest pages that a partition works with.</summary>
    public const int PagesMin = 16;

    private readonly PageMemory _memory = new();
    private readonly SlotAllocator _slots;
    private readonly HashIndex _index;
    private readonly TimingWheel _wheel;
    private readonly EvictionPolicy _policy;
    private readonly KeyHasher _hasher;
    private readonly CacheEngine _engine;
    private readonly int _itemBytesMax;
    private readonly bool _evictionEnabled;

    private PartitionLock _lock = new();
    private PartitionCounters _counters;
    private ulong _lastCas;

    // What the operation that holds the lock takes for the time, and the last second whose expired items are all gone.
    private uint _now;
    private uint _settledSecond;
    private uint _flushAt;

    public Partition(CacheEngine engine, CacheEngineOptions options, KeyHasher hasher, long bytesMax, uint now)
    {
        _engine = engine;
        _hasher = hasher;
        _itemBytesMax = options.ItemBytesMax;
        _evictionEnabled = options.EvictionEnabled;
        _memory.SetPagesMax(PagesFor(bytesMax));
        _slots = new SlotAllocator(_memory);
        _index = new HashIndex(_memory, _slots, hasher);
        _wheel = new TimingWheel(_memory);
        _policy = PolicyFactory.Create(options.Eviction, _memory, hasher);
        _wheel.Start(now);
        _now = _settledSecond = now;
    }

    /// <summary>Pages that fit into a share of the budget beside what is charged for their bookkeeping.</summary>
    public static long PagesFor(long bytes) => (bytes - FixedBytes) / (PageMemory.PageBytes + PageMemory.BookkeepingBytesPerPage);

    /// <summary>The smallest share that a partition works with.</summary>
    public static long BytesMin =>
        FixedBytes + ((long)PagesMin * (PageMemory.PageBytes + PageMemory.BookkeepingBytesPerPage));

    public void* PrefetchAddress(ulong hash) => _index.PrefetchAddress(hash);

    public void Dispose()
    {
        _lock.Enter();
        _memory.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Enter(uint now)
    {
        _lock.Enter();
        if (now > _settledSecond)
            BeginSecond(now);
    }

    private Item* At(uint handle) => (Item*)_memory.At(handle);

    /// <summary>The item of a key, unless it is dead; a dead one is removed.</summary>
    private uint FindLive(ReadOnlySpan<byte> key, ulong hash)
    {
        var handle = _index.Find(key, hash);
        if (handle != 0 && Item.IsDead(At(handle), _now))
        {
            RemoveExpired(handle);
            return 0;
        }

        return handle;
    }

    private uint FindForGet(ReadOnlySpan<byte> key, ulong hash)
    {
        var handle = _index.Find(key, hash);
        if (handle != 0 && Item.IsDead(At(handle), _now))
        {
            _counters.GetExpired++;
            RemoveExpired(handle);
            return 0;
        }

        return handle;
    }

    private void RemoveExpired(uint handle)
    {
        var item = At(handle);
        _counters.Reclaimed++;
        if (!item->Has(ItemBits.Fetched))
            _counters.ExpiredUnfetched++;
        RemoveItem(handle, item, _hasher.Hash(Item.KeySpan(item)));
    }

    /// <summary>Takes an item out of everything and frees its memory.</summary>
    private void RemoveItem(uint handle, Item* item, ulong hash)
    {
        _index.Remove(hash, handle);
        _policy.Remove(item);
        if (item->Has(ItemBits.HasExpiry))
            _wheel.Remove(item);
        FreeItem(handle, item);
        if (_index.WantsMerge)
            _index.TryMerge();
    }

    public ulong LastCas
    {
        get
        {
            _lock.Enter();
            var last = _lastCas;
            _lock.Exit();
            return last;
        }
    }

    public void ContinueCasAfter(ulong last)
    {
        _lock.Enter();
        _lastCas = Math.Max(_lastCas, Math.Min(last, Item.NarrowCasMax));
        _lock.Exit();
    }

    private ulong NextCas()
    {
        _lastCas = _lastCas == Item.NarrowCasMax ? 1 : _lastCas + 1;
        return _lastCas;
    }

    private ulong CasOr(ulong requested) => requested != 0 ? requested : NextCas();

    private ItemInfo InfoOf(Item* item) => ItemView.Describe(this, item, item->LastAccess, item->Bits);
}
