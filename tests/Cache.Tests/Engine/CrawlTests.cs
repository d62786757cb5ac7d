using System.Text;
using FromScratch.Cache.Engine;

namespace FromScratch.Cache.Tests.Engine;

public sealed class CrawlTests
{
    [Fact]
    public void An_item_present_all_along_is_seen_although_the_table_grows_and_shrinks()
    {
        using var engine = new TestEngine(16 << 20, partitions: 2);
        for (var i = 0; i < 8000; i++)
            engine.Store("there-" + i, "x");
        var reader = new KeyCollector { Keys = [] };
        var cursor = default(CrawlCursor);
        var number = 0;
        var turns = 0;
        while (engine.Engine.Crawl(ref cursor, 50, ref reader))
        {
            // Grow in the first half, shrink in the second.
            for (var i = 0; i < 300; i++)
            {
                if (turns < 60)
                    engine.Store("other-" + number++, "x");
                else
                    engine.Delete("other-" + --number);
            }

            turns++;
        }

        engine.Engine.Validate();
        Assert.NotNull(engine.Get("there-20"));
        Assert.True(turns > 100);
        for (var i = 0; i < 8000; i++)
            Assert.Contains("there-" + i, reader.Keys);
        engine.Engine.Validate();
    }

    [Fact]
    public void A_still_table_is_crawled_exactly_once()
    {
        using var engine = new TestEngine(16 << 20, partitions: 4);
        for (var i = 0; i < 30_000; i++)
            engine.Store("key-" + i, "x");
        var reader = new KeyCollector { Keys = [] };
        var cursor = default(CrawlCursor);
        while (engine.Engine.Crawl(ref cursor, 100, ref reader))
            Assert.True(reader.Visits <= 30_000);
        Assert.Equal(30_000, reader.Visits);
        Assert.Equal(30_000, reader.Keys.Count);
    }

    private struct KeyCollector : IItemReader
    {
        public required HashSet<string> Keys { get; init; }

        public int Visits { get; private set; }

        public void Read(in ItemView item)
        {
            Visits++;
            Keys.Add(Encoding.UTF8.GetString(item.Key));
        }
    }
}
