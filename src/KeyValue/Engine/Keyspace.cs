namespace FromScratch.KeyValue.Engine;

/// <summary>
/// All keys. Synchronous, one caller at a time; knows no clock: <see cref="Begin"/> and <see cref="ObserveTime"/> hand time in.
/// Keys and values live in native memory, no managed object per key.
/// </summary>
public sealed class Keyspace : IDisposable
{
    public Keyspace(long hashSeed) => throw new NotImplementedException();

    /// <summary>Keys, those included whose time has come and that were not reclaimed yet.</summary>
    public long Count => throw new NotImplementedException();

    /// <summary>Keys that have an expiry.</summary>
    public long ExpiringCount => throw new NotImplementedException();

    /// <summary>Bytes of native memory in use: items, tables, what the allocator adds.</summary>
    public long BytesUsed => throw new NotImplementedException();

    /// <summary>Log time: the stamp of the entry being applied, or applied last.</summary>
    public long LogTimeMs => throw new NotImplementedException();

    /// <summary>Every change from here on belongs to this entry: its index becomes the version, its time decides expiry.</summary>
    public void Begin(ulong index, long timeMs) => throw new NotImplementedException();

    /// <summary>Reads from here on hide what has expired by this time too (never less than log time). Reset by the next Begin.</summary>
    public void ObserveTime(long timeMs) => throw new NotImplementedException();

    /// <summary>The item; not existing when there is none or its time has come. Does not count as an access.</summary>
    public Item Find(ReadOnlySpan<byte> key) => throw new NotImplementedException();

    /// <summary>Notes an access, for LRU, LFU, OBJECT IDLETIME and FREQ.</summary>
    public void Touch(in Item item) => throw new NotImplementedException();

    /// <summary>Creates or replaces, whatever type was there.</summary>
    /// <param name="expiryMs">0 = never.</param>
    public void SetString(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long expiryMs) => throw new NotImplementedException();

    /// <summary>
    /// The bytes of a string, to write into, its length changed to <paramref name="length"/>, zeros where it grew; created without
    /// expiry when missing; expiry is kept otherwise. The key must not hold another type.
    /// </summary>
    public Span<byte> OpenString(ReadOnlySpan<byte> key, int length) => throw new NotImplementedException();

    public bool Remove(ReadOnlySpan<byte> key) => throw new NotImplementedException();

    /// <summary>0 = never. False when there is no such key.</summary>
    public bool SetExpiry(ReadOnlySpan<byte> key, long expiryMs) => throw new NotImplementedException();

    /// <summary>Moves value and expiry, over what is there. The source must exist and differ from the target.</summary>
    public void Rename(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to) => throw new NotImplementedException();

    /// <summary>Copies value and expiry, over what is there. The source must exist and differ from the target.</summary>
    public void Copy(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to) => throw new NotImplementedException();

    public void Clear() => throw new NotImplementedException();

    /// <summary>An item picked by the seed; not existing when there is none alive.</summary>
    public Item Random(ulong seed) => throw new NotImplementedException();

    /// <summary>
    /// Visits live items from <paramref name="cursor"/> (0 = start) until at least <paramref name="countMin"/> were visited or
    /// the end is reached; returns the cursor to go on with, 0 at the end. What is there from the first call to the last is visited
    /// exactly once, also when the table grows or shrinks in between (reversed-hash order: the cursor is a position in it).
    /// </summary>
    public ulong Scan<TVisitor>(ulong cursor, long countMin, ref TVisitor visitor)
        where TVisitor : IItemVisitor, allows ref struct => throw new NotImplementedException();

    /// <summary>The fields of a hash; not existing when there is no such key. The key must not hold another type.</summary>
    public HashFields FindHash(ReadOnlySpan<byte> key) => throw new NotImplementedException();

    /// <summary>As <see cref="FindHash"/>, for a change; created when missing. A hash left empty must be removed by <see cref="Remove"/>.</summary>
    public HashFields OpenHash(ReadOnlySpan<byte> key) => throw new NotImplementedException();

    /// <summary>Frees what has expired by log time, soonest first, at most so many. Returns how many.</summary>
    public int ReclaimExpired(int itemsMax) => throw new NotImplementedException();

    /// <summary>The soonest expiry; 0 = there is none.</summary>
    public long NextExpiryMs => throw new NotImplementedException();

    /// <summary>A hash over all live keys, values and expiries, independent of order and hash seed: equal on replicas that agree.</summary>
    public UInt128 Digest() => throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();
}

public interface IItemVisitor
{
    void Visit(in Item item);
}
