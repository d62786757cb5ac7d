using FromScratch.Cache.Engine;

namespace FromScratch.Cache.Tests.Engine;

public sealed class FillTests
{
    [Fact]
    public void Random_sizes_keep_their_bytes_and_the_budget_holds()
    {
        using var engine = new TestEngine(8 << 20);
        var random = new Random(1);
        for (var i = 0; i < 60_000; i++)
        {
            var length = random.Next(200) == 0 ? random.Next(300_000) : random.Next(3000);
            var value = new byte[length];
            random.NextBytes(value);
            var key = "key" + random.Next(20_000);
            Assert.Equal(StoreStatus.Stored, engine.Store(key, value, expiry: i % 3 == 0 ? engine.Now + (uint)random.Next(1, 400) : 0));
            Assert.True(value.AsSpan().SequenceEqual(engine.Get(key)));
            if (i % 500 == 0)
                engine.Advance(7);
        }

        var stats = engine.Engine.Stats();
        Assert.InRange(stats.MemoryBytesUsed, 1, stats.MemoryBytesMax);
        Assert.True(stats.Evictions > 0);
        Assert.True(stats.Reclaimed > 0);
    }
}
