using FromScratch.Cache.Admin.Stats;
using FromScratch.Cache.Engine;
using FromScratch.Core.Buffers;

namespace FromScratch.Cache.Admin.Crawl;

/// <summary>
/// `stats cachedump`: `ITEM key [n b; exp s]` a line up to a number of items or <see cref="BytesMax"/>, then END; exp is a unix
/// second, 0 = never. Keys with a line break in them are left out.
/// </summary>
/// <param name="hasItems">False for the numbers of classes that hold nothing.</param>
/// <param name="itemsMax">0 = no limit.</param>
internal sealed class CacheDumpReply(CacheEngine engine, CrawlCounters counters, bool hasItems, ulong itemsMax)
    : CrawlReply(engine, counters)
{
    /// <summary>As memcached: the dump is a sample, not a backup.</summary>
    public const int BytesMax = 2 << 20;

    private ulong _itemsLeft = !hasItems ? 0 : itemsMax == 0 ? ulong.MaxValue : itemsMax;
    private int _bytesLeft = BytesMax;

    protected override bool Step(ref CrawlCursor cursor, int itemsMax, OutputBuffer output, out int items)
    {
        items = 0;
        if (_itemsLeft == 0)
            return false;
        var writer = new Writer(output, Engine.Clock.ToUnixSeconds(Engine.Clock.Now), _itemsLeft, _bytesLeft);
        var more = Engine.Crawl(ref cursor, itemsMax, ref writer);
        items = writer.Items;
        _itemsLeft = writer.ItemsLeft;
        _bytesLeft = writer.BytesLeft;
        return more && _itemsLeft > 0;
    }

    protected override bool WriteEnd(OutputBuffer output)
    {
        output.WriteLine("END"u8);
        return true;
    }

    private struct Writer(OutputBuffer output, long unixNow, ulong itemsLeft, int bytesLeft) : IItemReader
    {
        public int Items { get; private set; }

        public ulong ItemsLeft { get; private set; } = itemsLeft;

        public int BytesLeft { get; private set; } = bytesLeft;

        public void Read(in ItemView item)
        {
            Items++;
            if (ItemsLeft == 0 || item.Key.ContainsAny((byte)'\r', (byte)'\n'))
                return;
            var start = output.Length;
            output.Write("ITEM "u8);
            output.Write(item.Key);
            output.Write(" ["u8);
            output.WriteNumber((long)item.ValueLength);
            output.Write(" b; "u8);
            output.WriteNumber(item.Info.TtlSeconds < 0 ? 0 : unixNow + item.Info.TtlSeconds);
            output.Write(" s]\r\n"u8);
            BytesLeft -= output.Length - start;
            ItemsLeft = BytesLeft > 0 ? ItemsLeft - 1 : 0;
        }
    }
}
