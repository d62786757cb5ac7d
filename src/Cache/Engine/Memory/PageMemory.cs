using System.Runtime.InteropServices;

namespace FromScratch.Cache.Engine.Memory;

/// <summary>
/// One partition's native memory: pages of <see cref="PageBytes"/> cut from regions that are obtained when first needed. Counts pages
/// against a budget; a handle (32 bits, in units of 4 bytes) names any place in it. Page 0 is never handed out, so handle 0 means none.
/// </summary>
internal sealed unsafe class PageMemory : IDisposable
{
    public const int PageShift = 14;
    public const int PageBytes = 1 << PageShift;
    public const int HandleShift = 2;
    public const int PageHandleShift = PageShift - HandleShift;

    /// <summary>Charged for each page in use: its places in the free stack, the region table and the index directory.</summary>
    public const int BookkeepingBytesPerPage = 16;

    private const int RegionShift = 20;
    private const int RegionHandleShift = RegionShift - HandleShift;
    private const int PagesPerRegion = 1 << (RegionShift - PageShift);

    /// <summary>Handles leave their top bit to the timing wheel: 31 bits of 4-byte units.</summary>
    private const long PagesAddressable = 1L << (31 - PageHandleShift);

    // Each base is lowered by the region's own offset, so that base + handle * 4 is the address.
    private nint* _biasedBases;
    private int _regions;
    private int _regionSlots;
    private uint[] _freePages = new uint[64];
    private int _freeCount;
    private uint _nextPage = 1;

    public int PagesUsed { get; private set; }

    public int PagesMax { get; private set; }

    public bool HasFreePage => PagesUsed < PagesMax;

    public void SetPagesMax(long pages) => PagesMax = (int)Math.Min(pages, PagesAddressable - 1);

    public byte* At(uint handle) => (byte*)(_biasedBases[handle >> RegionHandleShift] + ((nint)handle << HandleShift));

    public byte* Page(uint page) => At(page << PageHandleShift);

    /// <summary>A page with undefined content; 0 when the budget is used up.</summary>
    public uint TryTakePage()
    {
        if (PagesUsed >= PagesMax)
            return 0;
        uint page;
        if (_freeCount > 0)
        {
            page = _freePages[--_freeCount];
        }
        else
        {
            page = _nextPage;
            if (page / PagesPerRegion >= _regions)
                AddRegion();
            _nextPage++;
        }

        PagesUsed++;
        return page;
    }

    public void ReleasePage(uint page)
    {
        if (_freeCount == _freePages.Length)
            Array.Resize(ref _freePages, _freePages.Length * 2);
        _freePages[_freeCount++] = page;
        PagesUsed--;
    }

    /// <summary>Takes every page back at once.</summary>
    public void ReleaseAll()
    {
        _freeCount = 0;
        _nextPage = 1;
        PagesUsed = 0;
    }

    /// <summary>Lets the operating system take back what the free pages hold; they can be used again at any time.</summary>
    public void TrimFreePages()
    {
        var unused = _nextPage;
        for (; unused < _regions * PagesPerRegion; unused++)
            NativePages.Discard(Page(unused), PageBytes);
        for (var i = 0; i < _freeCount; i++)
            NativePages.Discard(Page(_freePages[i]), PageBytes);
    }

    public void Dispose()
    {
        for (var i = 0; i < _regions; i++)
            NativeMemory.AlignedFree((void*)(_biasedBases[i] + ((nint)i << RegionShift)));
        NativeMemory.Free(_biasedBases);
        _biasedBases = null;
        _regions = 0;
    }

    private void AddRegion()
    {
        if (_regions == _regionSlots)
        {
            _regionSlots = Math.Max(16, _regionSlots * 2);
            _biasedBases = (nint*)NativeMemory.Realloc(_biasedBases, (nuint)_regionSlots * (nuint)sizeof(nint));
        }

        var region = (nint)NativeMemory.AlignedAlloc(1 << RegionShift, PageBytes);
        _biasedBases[_regions] = region - ((nint)_regions << RegionShift);
        _regions++;
    }
}
