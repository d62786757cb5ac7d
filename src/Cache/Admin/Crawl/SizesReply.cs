using System.Globalization;
using FromScratch.Cache.Admin.Stats;
using FromScratch.Cache.Engine;
using FromScratch.Cache.Session;
using FromScratch.Core.Buffers;

namespace FromScratch.Cache.Admin.Crawl;

/// <summary>
/// `stats sizes`: how many items lie in each band of 32 bytes, counted by a walk, so that nothing is paid for it otherwise. The bands of a
/// server with a larger item limit are wider, so that there are at most <see cref="BandsMax"/>.
/// </summary>
internal sealed class SizesReply(CacheEngine engine, CrawlCounters counters, int itemBytesMax, ReportTeller tell)
    : CrawlReply(engine, counters)
{
    public const int BandsMax = 1 << 16;
    private const int BandBytesMin = 32;

    private readonly int _bandBytes = BandBytes(itemBytesMax);
    private readonly SortedDictionary<int, long> _bands = [];
    private IResumableReply? _rows;

    protected override bool Step(ref CrawlCursor cursor, int itemsMax, OutputBuffer output, out int items)
    {
        var counter = new Counter(_bands, _bandBytes);
        var more = Engine.Crawl(ref cursor, itemsMax, ref counter);
        items = counter.Items;
        return more;
    }

    protected override bool WriteEnd(OutputBuffer output)
    {
        _rows ??= Rows();
        return _rows.WriteMore(output);
    }

    private static int BandBytes(int itemBytesMax)
    {
        var bands = itemBytesMax / BandsMax / BandBytesMin;
        return (bands + 1) * BandBytesMin;
    }

    private IResumableReply Rows()
    {
        var report = new StatsReport();
        foreach (var (band, count) in _bands)
            report.Add(((long)band * _bandBytes).ToString(CultureInfo.InvariantCulture), count);
        return tell(report);
    }

    private struct Counter(SortedDictionary<int, long> bands, int bandBytes) : IItemReader
    {
        public int Items { get; private set; }

        public void Read(in ItemView item)
        {
            Items++;
            var band = (item.Info.TotalBytes + bandBytes - 1) / bandBytes;
            bands[band] = bands.GetValueOrDefault(band) + 1;
        }
    }
}
