using System.Buffers;
using System.Buffers.Text;
using FromScratch.Cache.Admin.Stats;
using FromScratch.Cache.Engine;
using FromScratch.Core.Buffers;

namespace FromScratch.Cache.Admin.Crawl;

/// <summary>
/// `lru_crawler mgdump`: `mg key` an item, ready to be sent back, then EN. Keys that cannot stand in a command line are told in base64
/// with the flag b.
/// </summary>
internal sealed class MgdumpReply(CacheEngine engine, CrawlCounters counters) : CrawlReply(engine, counters)
{
    private static readonly SearchValues<byte> Unspeakable = SearchValues.Create("\0\r\n "u8);

    protected override bool Step(ref CrawlCursor cursor, int itemsMax, OutputBuffer output, out int items)
    {
        var writer = new Writer(output);
        var more = Engine.Crawl(ref cursor, itemsMax, ref writer);
        items = writer.Items;
        return more;
    }

    protected override bool WriteEnd(OutputBuffer output)
    {
        output.WriteLine("EN"u8);
        return true;
    }

    private struct Writer(OutputBuffer output) : IItemReader
    {
        public int Items { get; private set; }

        public void Read(in ItemView item)
        {
            Items++;
            output.Write("mg "u8);
            if (!item.Key.ContainsAny(Unspeakable))
            {
                output.WriteLine(item.Key);
                return;
            }

            var span = output.GetSpan(Base64.GetMaxEncodedToUtf8Length(item.Key.Length));
            Base64.EncodeToUtf8(item.Key, span, out _, out var written);
            output.Advance(written);
            output.WriteLine(" b"u8);
        }
    }
}
