using FromScratch.Cache.Engine;

namespace FromScratch.Cache.Tests.Engine;

public sealed class ExpiryTests
{
    [Fact]
    public void An_item_is_dead_from_its_second_on()
    {
        using var engine = new TestEngine();
        engine.Store("key", "x", expiry: engine.Now + 3);
        engine.Advance(2);
        Assert.Equal(1, engine.Lookup("key")!.Info.TtlSeconds);
        engine.Advance(1);
        Assert.Null(engine.Get("key"));
        Assert.Equal(0, engine.Engine.Stats().Items);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(70_000)]
    [InlineData(2_592_000)]
    [InlineData(17_000_000)]
    public void A_tick_reclaims_at_exactly_the_second_however_far(int seconds)
    {
        using var engine = new TestEngine();
        engine.Advance(seconds % 7);
        for (var i = 0; i < 300; i++)
            engine.Store("key-" + i, "x", expiry: engine.Now + (uint)seconds);
        engine.Advance(seconds - 1);
        engine.Engine.Tick();
        Assert.Equal(300, engine.Engine.Stats().Items);
        engine.Engine.Validate();
        engine.Advance(1);
        engine.Engine.Tick();
        var stats = engine.Engine.Stats();
        Assert.Equal(0, stats.Items);
        Assert.Equal(300, stats.Reclaimed);
        Assert.Equal(300, stats.ExpiredUnfetched);
    }

    [Fact]
    public void Expired_items_make_room_before_any_live_one_goes()
    {
        using var engine = new TestEngine(4 << 20);
        for (var i = 0; i < 8000; i++)
            engine.Store("live-" + i, new byte[200]);

        // Each second more short-lived items than a tenth of the memory holds, nobody reads them.
        for (var second = 0; second < 100; second++)
        {
            for (var i = 0; i < 1500; i++)
                Assert.Equal(StoreStatus.Stored, engine.Store($"short-{second}-{i}", new byte[200], expiry: engine.Now + 2));
            engine.Advance(1);
        }

        var stats = engine.Engine.Stats();
        Assert.Equal(0, stats.Evictions);
        Assert.True(stats.Reclaimed > 140_000);
        for (var i = 0; i < 8000; i++)
            Assert.NotNull(engine.Get("live-" + i));
        engine.Engine.Validate();
    }

    [Fact]
    public void A_read_may_move_the_expiry_either_way()
    {
        using var engine = new TestEngine();
        engine.Store("key", new byte[5000]);
        GetStatus Touch(uint second) =>
            engine.Lookup("key", (ref GetRequest request) => (request.Touch, request.TouchTo) = (true, new Expiry(second))).Status;
        Assert.Equal(GetStatus.Hit, Touch(engine.Now + 10));
        engine.Advance(5);
        Assert.Equal(5, engine.Lookup("key")!.Info.TtlSeconds);
        Assert.Equal(GetStatus.Hit, Touch(0));
        engine.Advance(1_000_000);
        Assert.Equal(-1, engine.Lookup("key")!.Info.TtlSeconds);
        Assert.Equal(GetStatus.Hit, Touch(1));
        Assert.Equal(GetStatus.Miss, Touch(0));
        engine.Engine.Validate();
    }

    [Fact]
    public void An_item_stored_dead_is_never_read()
    {
        using var engine = new TestEngine();
        Assert.Equal(StoreStatus.Stored, engine.Store("key", "x", expiry: Expiry.AtOnce.EngineSecond));
        Assert.Null(engine.Get("key"));
        Assert.Equal(1, engine.Engine.Stats().GetExpired);
    }
}
