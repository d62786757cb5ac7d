using System.IO.Hashing;
using FromScratch.KeyValue.Engine.Items;
using FromScratch.KeyValue.Engine.Memory;

namespace FromScratch.KeyValue.Engine;

/// <summary>
/// All keys. Synchronous, one caller at a time; knows no clock: <see cref="Begin"/> and <see cref="ObserveTime"/> hand time in.
/// Keys and values live in native memory, no managed object per key. Keys and values handed in must not be spans of this keyspace, but
/// for the keys of <see cref="Remove"/> and <see cref="SetExpiry"/>.
/// </summary>
public sealed unsafe partial class Keyspace : IDisposable
{
    /// <summary>As Redis bounds a string.</summary>
    public const int ValueBytesMax = 512 << 20;

    private readonly NativeHeap _heap = new();
    private readonly AccessClock _access;
    private readonly long _hashSeed;
    private ItemTable _items;
    private ExpiryHeap _expiries;
    private ulong _index;
    private long _nowMs;

    public Keyspace(long hashSeed)
    {
        _hashSeed = hashSeed;
        _access = new AccessClock((ulong)hashSeed);
        _items = new ItemTable(_heap);
        _expiries = new ExpiryHeap(_heap);
    }

    /// <summary>Keys, those included whose time has come and that were not reclaimed yet.</summary>
    public long Count => _items.Count;

    /// <summary>Keys that have an expiry.</summary>
    public long ExpiringCount => _expiries.Count;

    /// <summary>Bytes of native memory in use: items, tables, what the allocator adds.</summary>
    public long BytesUsed => _heap.BytesInUse;

    /// <summary>Log time: the stamp of the entry being applied, or applied last.</summary>
    public long LogTimeMs { get; private set; }

    /// <summary>Every change from here on belongs to this entry: its index becomes the version, its time decides expiry.</summary>
    public void Begin(ulong index, long timeMs)
    {
        _index = index;
        // A new leader's clock may be behind the old one's: log time never goes back, on any replica.
        LogTimeMs = Math.Max(LogTimeMs, timeMs);
        _nowMs = LogTimeMs;
    }

    /// <summary>There are no keys: log time begins anew, which is the only way in which it can go back.</summary>
    public void RestartTime(long timeMs) => LogTimeMs = _nowMs = timeMs;

    /// <summary>Reads from here on hide what has expired by this time too (never less than log time). Reset by the next Begin.</summary>
    public void ObserveTime(long timeMs) => _nowMs = Math.Max(LogTimeMs, timeMs);

    /// <summary>The item; not existing when there is none or its time has come. Does not count as an access.</summary>
    public Item Find(ReadOnlySpan<byte> key) => new(FindAlive(key));

    public void Dispose()
    {
        EndWalk();
        _items.Dispose();
        _expiries.Dispose();
        _order?.Release();
    }

    /// <summary>Has the processor fetch what look-ups of these keys will touch first. Changes nothing.</summary>
    internal void Prefetch(ReadOnlySpan<uint> hashes) => _items.Prefetch(hashes);

    internal uint HashOf(ReadOnlySpan<byte> key) => (uint)XxHash3.HashToUInt64(key, _hashSeed);

    /// <summary>To be called before an item is changed in any way that a client can see.</summary>
    internal void Changing(ItemHeader* item, ulong version)
    {
        ThrowUnlessBehindWalk();
        HandOver(item);
        item->Version = version;
    }

    /// <summary>Makes room for another length of value. The item may move.</summary>
    internal void ResizeValue(ItemHeader** link, int valueLength) => Reshape(link, valueLength, ItemHeader.ExpiryOf(*link));

    private ItemHeader* FindAlive(ReadOnlySpan<byte> key)
    {
        var link = _items.Find(key, HashOf(key));
        return link is null || ItemHeader.IsExpired(*link, _nowMs) ? null : *link;
    }

    /// <summary>The link to a key that is to be changed; null when there is none. One that has expired by log time is freed.</summary>
    private ItemHeader** FindToChange(ReadOnlySpan<byte> key, uint hash)
    {
        var link = _items.Find(key, hash);
        if (link is null || !ItemHeader.IsExpired(*link, LogTimeMs))
            return link;
        RemoveAt(link);
        return null;
    }

    /// <summary>A new item in the table, its value not written yet. The key is not there.</summary>
    private ItemHeader* Create(ReadOnlySpan<byte> key, uint hash, ValueType type, int valueLength, long expiryMs)
    {
        ThrowUnlessBehindWalk();
        var item = ItemBlocks.Create(_heap, key, hash, type, valueLength, expiryMs != 0);
        item->Version = _index;
        item->Access = _access.Initial(_nowMs);
        if (expiryMs != 0)
            _expiries.Add(item, expiryMs);
        _items.Add(item);
        _order?.Add(item);
        return item;
    }

    /// <summary>Changes length of value and expiry. The item may move.</summary>
    private ItemHeader* Reshape(ItemHeader** link, int valueLength, long expiryMs)
    {
        var item = *link;
        var expired = item->Expires;
        if (expired && expiryMs == 0)
            _expiries.Remove(item);
        // Found by its key, which is gone from the old place once the block has moved.
        var place = _order?.Find(item) ?? default;
        item = ItemBlocks.Resize(_heap, item, valueLength, expiryMs != 0);
        *link = item;
        _order?.Moved(place, item);
        if (expiryMs == 0)
            return item;
        if (!expired)
        {
            _expiries.Add(item, expiryMs);
            return item;
        }

        _expiries.Moved(item);
        if (ItemHeader.TrailerOf(item)->ExpiryMs != expiryMs)
            _expiries.Change(item, expiryMs);
        return item;
    }

    private void RemoveAt(ItemHeader** link)
    {
        var item = *link;
        HandOver(item);
        if (item->Expires)
            _expiries.Remove(item);
        _order?.Remove(item);
        _items.Remove(link);
        ItemBlocks.Free(_heap, item);
    }
}

public interface IItemVisitor
{
    void Visit(in Item item);
}
