using System.Numerics;
using FromScratch.Cache.Engine.Memory;

namespace FromScratch.Cache.Engine.Eviction;

/// <summary>
/// Count-min sketch with 4-bit counters: a hash picks one cache line and in it one counter of each quarter; the least
/// of the four is the estimate. Each time ten uses per item have been counted, all counters are halved, a line with
/// each further use. Grows by doubling, about 4 bytes per item.
/// </summary>
internal sealed unsafe class FrequencySketch(PageMemory memory)
{
    private const int LineBytes = 64;
    private const int LinesPerPage = PageMemory.PageBytes / LineBytes;
    private const int ItemsPerPage = LinesPerPage * 16;
    private const int UsesPerItem = 10;
    private const int Rows = 4;
    private const int CountMax = 15;

    private readonly List<uint> _pages = [];

    // A power of two; pages beyond wait until the number has doubled.
    private int _activePages;
    private int _uses;
    private int _nextToHalve = int.MaxValue;

    public int Pages => _pages.Count;

    public int PagesFor(int items)
    {
        var wanted = (int)BitOperations.RoundUpToPowerOf2((uint)(items / ItemsPerPage) + 1);
        return wanted * 4 <= Pages ? wanted : Math.Max(wanted, Pages);
    }

    public void Increment(ulong hash, int items)
    {
        if (_activePages == 0)
            return;
        var line = LineOf(hash);
        for (var row = 0; row < Rows; row++)
        {
            var shift = CounterOf(hash, row, out var index);
            if (((line[index] >> shift) & CountMax) < CountMax)
                line[index] += (byte)(1 << shift);
        }

        if (_nextToHalve < _activePages * LinesPerPage)
            HalveLine(_nextToHalve++);
        else if (++_uses >= Math.Max(items, ItemsPerPage) * (long)UsesPerItem)
            _uses = _nextToHalve = 0;
    }

    public int Estimate(ulong hash)
    {
        if (_activePages == 0)
            return 0;
        var line = LineOf(hash);
        var least = CountMax;
        for (var row = 0; row < Rows; row++)
        {
            var shift = CounterOf(hash, row, out var index);
            least = Math.Min(least, (line[index] >> shift) & CountMax);
        }

        return least;
    }

    public void AddPage(uint page)
    {
        _pages.Add(page);
        if (_activePages == 0)
            new Span<byte>(memory.Page(page), PageMemory.PageBytes).Clear();
        else if (_pages.Count < _activePages * 2)
            return;

        // Twice as many lines: both twins begin with what the old line has counted.
        for (var i = 0; i < _activePages; i++)
            Buffer.MemoryCopy(memory.Page(_pages[i]), memory.Page(_pages[_activePages + i]), PageMemory.PageBytes, PageMemory.PageBytes);
        _activePages = _pages.Count;
    }

    public uint TakePageBack()
    {
        if (_pages.Count == 0)
            return 0;
        var page = _pages[^1];
        _pages.RemoveAt(_pages.Count - 1);
        if (_pages.Count < _activePages)
            _activePages /= 2;
        return page;
    }

    public void Clear()
    {
        _pages.Clear();
        _activePages = 0;
        _uses = 0;
        _nextToHalve = int.MaxValue;
    }

    private static int CounterOf(ulong hash, int row, out int index)
    {
        var bits = (int)(hash >> (32 + (row * 5))) & 31;
        index = (row * (LineBytes / Rows)) + (bits >> 1);
        return (bits & 1) * 4;
    }

    private byte* LineOf(ulong hash) => Line((uint)hash & ((uint)(_activePages * LinesPerPage) - 1));

    private byte* Line(uint line) => memory.Page(_pages[(int)(line / LinesPerPage)]) + (line % LinesPerPage * LineBytes);

    private void HalveLine(int number)
    {
        var words = (ulong*)Line((uint)number);
        for (var i = 0; i < LineBytes / sizeof(ulong); i++)
            words[i] = (words[i] >> 1) & 0x7777_7777_7777_7777;
    }
}
