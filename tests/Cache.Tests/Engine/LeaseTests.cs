using FromScratch.Cache.Engine;

namespace FromScratch.Cache.Tests.Engine;

public sealed class LeaseTests
{
    [Fact]
    public void A_miss_hands_out_one_token_until_somebody_stores()
    {
        using var engine = new TestEngine();
        Assert.Equal((GetStatus.Vivified, LeaseState.Won), Read(engine, vivify: true));
        Assert.Equal((GetStatus.Hit, LeaseState.TokenTaken), Read(engine, vivify: true));
        Assert.Equal(StoreStatus.NotStored, engine.Store("key", "x", StoreMode.Add));
        engine.Store("key", "x");
        Assert.Equal((GetStatus.Hit, LeaseState.None), Read(engine, vivify: true));
    }

    [Fact]
    public void An_item_marked_stale_is_won_once_and_a_store_with_its_cas_heals_it()
    {
        using var engine = new TestEngine();
        engine.Store("key", "x");
        var cas = engine.Lookup("key")!.Cas;
        engine.Delete("key", markStale: true, touch: engine.Now + 30);
        Assert.Equal((GetStatus.Hit, LeaseState.Won | LeaseState.Stale), Read(engine));
        Assert.Equal((GetStatus.Hit, LeaseState.TokenTaken | LeaseState.Stale), Read(engine));
        Assert.Equal(StoreStatus.Exists, engine.Store("key", "late", cas: cas));
        Assert.Equal(StoreStatus.Stored, engine.Store("key", "late"u8, out _, cas: cas, staleIfCasLower: true));
        Assert.Equal("late", engine.Lookup("key")!.Text);
        Assert.Equal(30, engine.Lookup("key")!.Info.TtlSeconds);
        Assert.Equal((GetStatus.Hit, LeaseState.TokenTaken | LeaseState.Stale), Read(engine));
        Assert.Equal(StoreStatus.Stored, engine.Store("key", "new", cas: engine.Lookup("key")!.Cas));
        Assert.Equal((GetStatus.Hit, LeaseState.None), Read(engine));
    }

    [Fact]
    public void A_plain_read_neither_sees_nor_takes_a_token()
    {
        using var engine = new TestEngine();
        engine.Store("key", "x");
        engine.Delete("key", markStale: true);
        Assert.Equal(LeaseState.None, engine.Lookup("key")!.Lease);
        Assert.Equal((GetStatus.Hit, LeaseState.Won | LeaseState.Stale), Read(engine));
    }

    [Fact]
    public void Recache_is_won_once_when_little_time_is_left()
    {
        using var engine = new TestEngine();
        engine.Store("key", "x", expiry: engine.Now + 30);
        Assert.Equal((GetStatus.Hit, LeaseState.None), Read(engine, recache: 30));
        Assert.Equal((GetStatus.Hit, LeaseState.Won), Read(engine, recache: 31));
        Assert.Equal((GetStatus.Hit, LeaseState.TokenTaken), Read(engine, recache: 31));
        engine.Store("forever", "x");
        var forever = engine.Lookup("forever", (ref GetRequest r) => (r.UseLease, r.RecacheBelowSeconds) = (true, 1000));
        Assert.Equal(LeaseState.None, forever.Item!.Lease);
    }

    [Fact]
    public void Dropping_the_value_keeps_an_empty_item()
    {
        using var engine = new TestEngine();
        engine.Store("key", new byte[30_000], flags: 4);
        var cas = engine.Lookup("key")!.Cas;
        Assert.Equal(DeleteStatus.Deleted, engine.Delete("key", dropValue: true));
        var found = engine.Lookup("key")!;
        Assert.Empty(found.Value);
        Assert.Equal(0u, found.Flags);
        Assert.Equal(cas, found.Cas);
        Assert.Equal(DeleteStatus.Exists, engine.Delete("key", cas: cas + 1));
        Assert.Equal(DeleteStatus.Deleted, engine.Delete("key", cas: cas));
        Assert.Equal(DeleteStatus.NotFound, engine.Delete("key"));
        engine.Engine.Validate();
    }

    private static (GetStatus Status, LeaseState Lease) Read(TestEngine engine, bool vivify = false, uint recache = 0)
    {
        var (status, item) = engine.Lookup("key", (ref GetRequest request) =>
        {
            request.UseLease = true;
            request.Vivify = vivify;
            request.VivifyTo = new Expiry(engine.Now + 30);
            request.RecacheBelowSeconds = recache;
        });
        return (status, item!.Lease);
    }
}
