using FromScratch.Cache.Admin.Stats;
using FromScratch.Cache.Engine;
using FromScratch.Core.Buffers;

namespace FromScratch.Cache.Admin.Crawl;

/// <summary>
/// `lru_crawler metadump`: `key= exp= la= cas= fetch= cls= size= flags=` an item, each line ended by a bare
/// line feed as memcached does, then END.
/// </summary>
internal sealed class MetadumpReply(CacheEngine engine, CrawlCounters counters) : CrawlReply(engine, counters)
{
    protected override bool Step(ref CrawlCursor cursor, int itemsMax, OutputBuffer output, out int items)
    {
        var writer = new Writer(output, Engine.Clock.ToUnixSeconds(Engine.Clock.Now));
        var more = Engine.Crawl(ref cursor, itemsMax, ref writer);
        items = writer.Items;
        return more;
    }

    protected override bool WriteEnd(OutputBuffer output)
    {
        output.WriteLine("END"u8);
        return true;
    }

    private struct Writer(OutputBuffer output, long unixNow) : IItemReader
    {
        public int Items { get; private set; }

        public void Read(in ItemView item)
        {
            var info = item.Info;
            Items++;
            output.Write("key="u8);
            UriText.Write(output, item.Key);
            output.Write(" exp="u8);
            output.WriteNumber(info.TtlSeconds < 0 ? -1 : unixNow + info.TtlSeconds);
            output.Write(" la="u8);
            output.WriteNumber(unixNow - info.IdleSeconds);
            output.Write(" cas="u8);
            output.WriteNumber(info.Cas);
            output.Write(info.Fetched ? " fetch=yes cls="u8 : " fetch=no cls="u8);
            output.WriteNumber((long)ReportedClass.All);
            output.Write(" size="u8);
            output.WriteNumber((long)info.TotalBytes);
            output.Write(" flags="u8);
            output.WriteNumber((ulong)info.ClientFlags);
            output.Write("\n"u8);
        }
    }
}
