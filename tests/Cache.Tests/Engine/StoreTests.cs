using FromScratch.Cache.Engine;

namespace FromScratch.Cache.Tests.Engine;

public sealed class StoreTests
{
    [Fact]
    public void A_stored_value_is_read_back_with_its_flags()
    {
        using var engine = new TestEngine();
        Assert.Equal(StoreStatus.Stored, engine.Store("key", "value", flags: 7));
        var found = engine.Lookup("key");
        Assert.NotNull(found);
        Assert.Equal("value", found.Text);
        Assert.Equal(7u, found.Flags);
        Assert.Equal(-1, found.Info.TtlSeconds);
        Assert.False(found.Info.Fetched);
        Assert.True(engine.Lookup("key")!.Info.Fetched);
    }

    [Fact]
    public void Add_stores_only_a_missing_key_and_replace_only_a_present_one()
    {
        using var engine = new TestEngine();
        Assert.Equal(StoreStatus.NotStored, engine.Store("key", "a", StoreMode.Replace));
        Assert.Equal(StoreStatus.Stored, engine.Store("key", "b", StoreMode.Add));
        Assert.Equal(StoreStatus.NotStored, engine.Store("key", "c", StoreMode.Add));
        Assert.Equal(StoreStatus.Stored, engine.Store("key", "d", StoreMode.Replace));
        Assert.Equal("d", engine.Lookup("key")!.Text);
    }

    [Fact]
    public void Append_and_prepend_keep_flags_and_expiry()
    {
        using var engine = new TestEngine();
        Assert.Equal(StoreStatus.NotStored, engine.Store("key", "x", StoreMode.Append));
        engine.Store("key", "b", flags: 5, expiry: engine.Now + 100);
        Assert.Equal(StoreStatus.Stored, engine.Store("key", "c", StoreMode.Append, flags: 9));
        Assert.Equal(StoreStatus.Stored, engine.Store("key", "a", StoreMode.Prepend, expiry: 1));
        var found = engine.Lookup("key")!;
        Assert.Equal("abc", found.Text);
        Assert.Equal(5u, found.Flags);
        Assert.Equal(100, found.Info.TtlSeconds);
    }

    [Fact]
    public void A_cas_condition_lets_only_the_unchanged_item_be_replaced()
    {
        using var engine = new TestEngine();
        Assert.Equal(StoreStatus.NotFound, engine.Store("key", "a", cas: 3));
        engine.Store("key", "a");
        var cas = engine.Lookup("key")!.Cas;
        Assert.Equal(StoreStatus.Exists, engine.Store("key", "b", cas: cas + 1));
        Assert.Equal(StoreStatus.Stored, engine.Store("key", "b", cas: cas));
        Assert.Equal(StoreStatus.Exists, engine.Store("key", "c", cas: cas));
        Assert.Equal("b", engine.Lookup("key")!.Text);
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData((1UL << 48) - 1)]
    [InlineData(1UL << 48)]
    [InlineData(ulong.MaxValue)]
    public void A_client_may_name_the_new_cas_id(ulong id)
    {
        using var engine = new TestEngine();
        engine.Store("key", "a", newCas: id);
        Assert.Equal(id, engine.Lookup("key")!.Cas);
        engine.Store("key", "b");
        engine.Delete("key", markStale: true, newCas: id);
        Assert.Equal(id, engine.Lookup("key")!.Cas);
        Assert.Equal("b", engine.Lookup("key")!.Text);
    }

    [Fact]
    public void The_item_limit_counts_as_memcached_counts()
    {
        using var engine = new TestEngine();
        const int largest = (1 << 20) - 48 - 8 - 3 - 1 - 2;
        Assert.Equal(StoreStatus.Stored, engine.Store("key", new byte[largest]));
        Assert.Equal(largest, engine.Get("key")!.Length);
        Assert.Equal(StoreStatus.TooLarge, engine.Store("key", new byte[largest + 1]));
        Assert.Null(engine.Get("key"));
        engine.Store("key", new byte[1000]);
        Assert.Equal(StoreStatus.TooLarge, engine.Store("key", new byte[largest - 3], flags: 1));
        Assert.Null(engine.Get("key"));
        Assert.Equal(2, engine.Engine.Stats().StoreTooLarge);
    }

    [Fact]
    public void An_append_that_grows_too_large_leaves_the_old_value()
    {
        using var engine = new TestEngine();
        engine.Store("key", new byte[600_000]);
        Assert.Equal(StoreStatus.NotStored, engine.Store("key", new byte[600_000], StoreMode.Append));
        Assert.Equal(600_000, engine.Get("key")!.Length);
    }
}
