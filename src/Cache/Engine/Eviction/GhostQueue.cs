using System.Runtime.Intrinsics;
using FromScratch.Cache.Engine.Memory;

namespace FromScratch.Cache.Engine.Eviction;

/// <summary>
/// Remembers the hashes of the items evicted last, two bytes each: sets of 15 fingerprints of 16 bits and a cursor, half a cache line, each
/// set a small first-in-first-out queue. Together they forget about as one queue of their total length would.
/// </summary>
internal sealed unsafe class GhostQueue(PageMemory memory)
{
    private const int SetBytes = 32;
    private const int SetsPerPage = PageMemory.PageBytes / SetBytes;
    private const int FingerprintsPerSet = 15;
    private const int FingerprintsPerPage = SetsPerPage * FingerprintsPerSet;
    private const uint FingerprintsMask = (1 << FingerprintsPerSet) - 1;

    private readonly List<uint> _pages = [];

    public int Pages => _pages.Count;

    /// <summary>
    /// Pages to remember as many as <paramref name="items"/>. A changed size forgets much, so that it stays while it is about right.
    /// </summary>
    public int PagesFor(int items)
    {
        var held = (long)Pages * FingerprintsPerPage;
        return items * 8L <= held * 9 && items * 2L >= held - FingerprintsPerPage
            ? Pages
            : (items + FingerprintsPerPage - 1) / FingerprintsPerPage;
    }

    public bool Contains(ulong hash)
    {
        if (_pages.Count == 0)
            return false;
        var set = SetOf(hash, out var fingerprint);
        var matches = Vector256.Equals(Vector256.Load(set), Vector256.Create(fingerprint)).ExtractMostSignificantBits();
        return (matches & FingerprintsMask) != 0;
    }

    public void Add(ulong hash)
    {
        if (_pages.Count == 0)
            return;
        var set = SetOf(hash, out var fingerprint);
        ref var cursor = ref set[FingerprintsPerSet];
        set[cursor] = fingerprint;
        cursor = (ushort)(cursor + 1 == FingerprintsPerSet ? 0 : cursor + 1);
    }

    public void AddPage(uint page)
    {
        new Span<byte>(memory.Page(page), PageMemory.PageBytes).Clear();
        _pages.Add(page);
    }

    public uint TakePageBack()
    {
        if (_pages.Count == 0)
            return 0;
        var page = _pages[^1];
        _pages.RemoveAt(_pages.Count - 1);
        return page;
    }

    public void Clear() => _pages.Clear();

    private ushort* SetOf(ulong hash, out ushort fingerprint)
    {
        // The hash's high bits are the same for the whole partition: mix anew.
        var mixed = hash * 0x9E37_79B9_7F4A_7C15;
        fingerprint = (ushort)(mixed >> 16);
        if (fingerprint == 0)
            fingerprint = 1;
        var set = (uint)((mixed >> 32) * (ulong)((long)_pages.Count * SetsPerPage) >> 32);
        return (ushort*)(memory.Page(_pages[(int)(set / SetsPerPage)]) + (set % SetsPerPage * SetBytes));
    }
}
