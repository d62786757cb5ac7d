using FromScratch.Cache.Engine;

namespace FromScratch.Cache.Tests.Engine;

public sealed class MemoryTests
{
    public static TheoryData<EvictionPolicyKind> Policies => [.. Enum.GetValues<EvictionPolicyKind>()];

    [Theory]
    [MemberData(nameof(Policies))]
    public void When_sizes_shift_the_whole_budget_serves_the_new_size(EvictionPolicyKind policy)
    {
        using var engine = new TestEngine(8 << 20, policy);
        var number = 0;
        foreach (var size in (int[])[30, 4096, 300, 100_000, 30])
        {
            // Twice the budget of each size.
            for (var bytes = 0L; bytes < 16 << 20; bytes += size + 50)
                Assert.Equal(StoreStatus.Stored, engine.Store($"key-{number++:D12}", new byte[size]));
            var stats = engine.Engine.Stats();
            Assert.InRange(stats.ItemBytes + stats.IndexBytes, stats.MemoryBytesMax * 9 / 10, stats.MemoryBytesMax);
            Assert.InRange(stats.MemoryBytesUsed, 1, stats.MemoryBytesMax);
            Assert.Equal(0, stats.StoreOutOfMemory);
            engine.Engine.Validate();
        }
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void An_item_just_written_is_readable_whatever_its_size(EvictionPolicyKind policy)
    {
        using var engine = new TestEngine(4 << 20, policy);
        var random = new Random(11);
        for (var i = 0; i < 4000; i++)
        {
            var value = new byte[random.Next(50) == 0 ? random.Next(1 << 20) : random.Next(5000)];
            random.NextBytes(value);
            var key = "key-" + random.Next(2000);
            if (engine.Store(key, value) == StoreStatus.Stored)
                Assert.True(value.AsSpan().SequenceEqual(engine.Get(key)));
            else
                Assert.True(value.Length > (1 << 20) - 100);
        }

        engine.Engine.Validate();
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void A_smaller_limit_evicts_at_once_and_a_larger_one_is_used(EvictionPolicyKind policy)
    {
        using var engine = new TestEngine(8 << 20, policy);
        void Fill()
        {
            for (var i = 0; i < 100_000; i++)
                engine.Store("key-" + i, new byte[100]);
        }

        Fill();
        Assert.True(engine.Engine.TrySetMemoryLimit(2 << 20));
        var stats = engine.Engine.Stats();
        Assert.Equal(2 << 20, stats.MemoryBytesMax);
        Assert.InRange(stats.MemoryBytesUsed, 1 << 20, 2 << 20);
        engine.Engine.Validate();
        Assert.True(engine.Engine.TrySetMemoryLimit(32 << 20));
        Fill();
        Assert.Equal(100_000, engine.Engine.Stats().Items);
        engine.Engine.Validate();
        Assert.False(engine.Engine.TrySetMemoryLimit(100 << 10));
        Assert.Equal(32 << 20, engine.Engine.Stats().MemoryBytesMax);
    }

    [Fact]
    public void Without_eviction_a_full_cache_refuses_and_keeps_what_it_has()
    {
        using var engine = new TestEngine(new CacheEngineOptions { MemoryBytesMax = 1 << 20, EvictionEnabled = false, Partitions = 1 });
        var stored = 0;
        while (engine.Store("key-" + stored, new byte[500]) == StoreStatus.Stored)
            stored++;
        Assert.True(stored > 1500);
        var stats = engine.Engine.Stats();
        Assert.Equal(0, stats.Evictions);
        Assert.Equal(1, stats.StoreOutOfMemory);
        Assert.Equal(stored, stats.Items);
        for (var i = 0; i < stored; i++)
            Assert.NotNull(engine.Get("key-" + i));

        Assert.Equal(StoreStatus.OutOfMemory, engine.Store("key-0", new byte[200_000]));
        Assert.Null(engine.Get("key-0"));
        Assert.Equal(DeltaStatus.NonNumeric, engine.Delta("key-1", 1, out _));
        Assert.Equal(DeleteStatus.Deleted, engine.Delete("key-1"));
        Assert.Equal(StoreStatus.Stored, engine.Store("key-1", new byte[500]));
        engine.Engine.Validate();
    }

    [Fact]
    public void An_item_that_no_empty_partition_could_hold_evicts_nothing()
    {
        using var engine = new TestEngine(512 << 10);
        for (var i = 0; i < 1000; i++)
            engine.Store("key-" + i, "x");
        Assert.Equal(StoreStatus.OutOfMemory, engine.Store("big", new byte[600_000]));
        Assert.Equal(1000, engine.Engine.Stats().Items);
    }

    [Fact]
    public void A_flush_takes_everything_and_gives_the_memory_back()
    {
        using var engine = new TestEngine();
        for (var i = 0; i < 5000; i++)
            engine.Store("key-" + i, new byte[i % 900], expiry: i % 2 == 0 ? engine.Now + 50 : 0);
        engine.Engine.FlushAll(engine.Now);
        var stats = engine.Engine.Stats();
        Assert.Equal(0, stats.Items);
        Assert.Equal(5000, stats.Flushed);
        Assert.InRange(stats.MemoryBytesUsed, 1, 64 << 10);
        Assert.Null(engine.Get("key-1"));
        engine.Store("key-1", "new");
        Assert.Equal("new", engine.Lookup("key-1")!.Text);
        engine.Engine.Validate();
    }

    [Fact]
    public void A_delayed_flush_waits_for_its_second()
    {
        using var engine = new TestEngine();
        engine.Store("old", "x");
        engine.Engine.FlushAll(engine.Now + 10);
        engine.Advance(9);
        engine.Store("later", "x");
        Assert.NotNull(engine.Get("old"));
        engine.Advance(1);
        Assert.Null(engine.Get("old"));
        Assert.Null(engine.Get("later"));
        engine.Store("new", "x");
        engine.Advance(5);
        Assert.NotNull(engine.Get("new"));
    }
}
