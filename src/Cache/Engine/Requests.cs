namespace FromScratch.Cache.Engine;

/// <summary>
/// When an item dies, in the engine's own seconds: 0 never, otherwise dead from that second on. Engine seconds count from two seconds
/// before the start (so that "dead at once" is second 1, always past); <see cref="EngineClock"/> converts.
/// </summary>
public readonly record struct Expiry(uint EngineSecond)
{
    public static Expiry Never => default;

    public static Expiry AtOnce => new(1);
}

/// <summary>
/// Reads an item while its partition is locked. A struct, so that the call is direct; it must be short and must not call the engine.
/// </summary>
public interface IItemReader
{
    void Read(in ItemView item);
}

/// <summary>A lookup. The plain form (all options off) is the hot path: found, bump, read.</summary>
public ref struct GetRequest
{
    public ReadOnlySpan<byte> Key;
    public ulong Hash;

    /// <summary>
    /// Leave recency, last access and the fetched mark as they are (meta flag u-like reads, and mg without value or bump flags).
    /// </summary>
    public bool NoBump;

    /// <summary>Set the item's expiry to <see cref="TouchTo"/> on a hit (gat, touch, mg T).</summary>
    public bool Touch;
    public Expiry TouchTo;

    /// <summary>
    /// On a miss create an empty item that dies at <see cref="VivifyTo"/> and hand this caller the right to fill it (mg N).
    /// </summary>
    public bool Vivify;
    public Expiry VivifyTo;

    /// <summary>Hand out the right to refill when less than this many seconds are left (mg R); 0 = not asked.</summary>
    public uint RecacheBelowSeconds;

    /// <summary>CAS id for an item made by <see cref="Vivify"/> (mg E); 0 = the engine picks.</summary>
    public ulong NewCas;

    /// <summary>Hand out and report lease tokens (every mg does, classic reads do not).</summary>
    public bool UseLease;
}

public enum GetStatus : byte
{
    Miss,
    Hit,

    /// <summary>Missed, and an empty item was made; the caller holds its token.</summary>
    Vivified,
}

/// <summary>The lease of an item as one reader sees it: memcached's W, Z and X return flags.</summary>
[Flags]
public enum LeaseState : byte
{
    None = 0,

    /// <summary>This reader holds the token and should refill the item (W).</summary>
    Won = 1,

    /// <summary>Another reader holds the token (Z).</summary>
    TokenTaken = 2,

    /// <summary>The item was marked stale (X).</summary>
    Stale = 4,
}

public enum StoreMode : byte
{
    Set,
    Add,
    Replace,
    Append,
    Prepend,
}

public ref struct StoreRequest
{
    public ReadOnlySpan<byte> Key;
    public ulong Hash;

    /// <summary>The value without any terminator.</summary>
    public ReadOnlySpan<byte> Value;
    public uint ClientFlags;
    public Expiry Expiry;
    public StoreMode Mode;

    /// <summary>Store only when the item's CAS id is this; 0 = no condition.</summary>
    public ulong CompareCas;

    /// <summary>CAS id of the stored item (meta E); 0 = the engine picks the next.</summary>
    public ulong NewCas;

    /// <summary>With <see cref="CompareCas"/> lower than the item's: store all the same and keep the item stale (ms I).</summary>
    public bool StaleIfCasLower;

    /// <summary>Append or prepend to a missing item stores it (ms N), dying at <see cref="Expiry"/>.</summary>
    public bool Vivify;
}

public enum StoreStatus : byte
{
    Stored,
    NotStored,

    /// <summary>The CAS id did not match.</summary>
    Exists,

    /// <summary>A CAS condition on a missing item.</summary>
    NotFound,

    /// <summary>Over the item limit; the old item, if any, was removed.</summary>
    TooLarge,

    /// <summary>No memory could be freed for it; the old item, if any, was removed.</summary>
    OutOfMemory,
}

public ref struct DeltaRequest
{
    public ReadOnlySpan<byte> Key;
    public ulong Hash;
    public bool Decrement;

    /// <summary>Increments wrap at 2^64, decrements stop at 0.</summary>
    public ulong Amount;
    public ulong CompareCas;
    public ulong NewCas;

    /// <summary>On a miss create the item with <see cref="Initial"/> (ma N/J, binary incr with expiry).</summary>
    public bool Vivify;
    public ulong Initial;
    public Expiry VivifyTo;
    public bool Touch;
    public Expiry TouchTo;
}

public enum DeltaStatus : byte
{
    Ok,
    NotFound,
    NonNumeric,
    Exists,
    OutOfMemory,

    /// <summary>Missed, and the item was made with the initial value.</summary>
    Vivified,
}

public ref struct DeleteRequest
{
    public ReadOnlySpan<byte> Key;
    public ulong Hash;
    public ulong CompareCas;
    public ulong NewCas;

    /// <summary>Mark stale and free its token instead of removing (md I); a new CAS id is given.</summary>
    public bool MarkStale;

    /// <summary>With <see cref="MarkStale"/>: set the expiry too (md T).</summary>
    public bool Touch;
    public Expiry TouchTo;

    /// <summary>Keep the item, drop its value and client flags (md x).</summary>
    public bool DropValue;
}

public enum DeleteStatus : byte
{
    Deleted,
    NotFound,
    Exists,
}

/// <summary>What meta commands and the crawler print about an item; a copy, valid after the lock is gone.</summary>
public struct ItemInfo
{
    public ulong Cas;
    public uint ClientFlags;
    public int KeyLength;
    public int ValueLength;

    /// <summary>Bytes the item takes from the memory budget.</summary>
    public int TotalBytes;

    /// <summary>Seconds until it dies; -1 = never.</summary>
    public long TtlSeconds;

    /// <summary>Seconds since it was last fetched or stored, before this request.</summary>
    public long IdleSeconds;

    /// <summary>It had been fetched before this request.</summary>
    public bool Fetched;
}
