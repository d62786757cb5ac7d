using FromScratch.KeyValue.Store;

namespace FromScratch.KeyValue.Tests.Store;

public sealed class EvictionTests
{
    private const long MemoryBytesMax = 1 << 20;
    private const string OutOfMemory = "-OOM command not allowed when used memory > 'maxmemory'.";
    private readonly FakeClient _client = new();

    [Fact]
    public async Task Without_eviction_a_write_that_may_grow_is_refused_and_others_are_not()
    {
        await using var store = Open(MaxMemoryPolicy.NoEviction);
        var reply = "+OK";
        for (var number = 0; reply == "+OK"; number++)
            reply = Set(store, $"key{number}");
        Assert.Equal(OutOfMemory, reply);
        store.SubmitTransaction(_client, [], ["GET", "key0"], ["SET", "key0", "1"]);
        Assert.Equal($"-EXECABORT Transaction discarded because of: {OutOfMemory[1..]}", store.Finish(_client));
        store.SubmitTransaction(_client, [], ["DEL", "key1"]);
        Assert.Equal("*1 :1", store.Finish(_client));
        Assert.Equal(":1", store.Run(_client, "DEL", "key0"));
        for (var number = 2; number < 50; number++)
            store.Run(_client, "DEL", $"key{number}");
        Assert.Equal("+OK", Set(store, "key0"));
    }

    [Theory]
    [InlineData(MaxMemoryPolicy.AllKeysLru, AppendFsync.EverySec)]
    [InlineData(MaxMemoryPolicy.AllKeysLru, AppendFsync.Always)]
    [InlineData(MaxMemoryPolicy.AllKeysLfu, AppendFsync.EverySec)]
    [InlineData(MaxMemoryPolicy.VolatileTtl, AppendFsync.EverySec)]
    [InlineData(MaxMemoryPolicy.VolatileTtl, AppendFsync.Always)]
    public async Task Keys_make_room_and_a_restart_agrees_on_which(MaxMemoryPolicy policy, AppendFsync fsync)
    {
        await using var store = Open(policy, fsync);
        for (var number = 0; number < 1500; number++)
        {
            var reply = store.Run(_client, "SET", $"key{number}", new string('x', 1000), "PX", $"{1_000_000 + number}");
            Assert.Equal("+OK", reply);
            Assert.InRange(store.Store.Keys.BytesUsed, 0, MemoryBytesMax + 16 * 1024);
        }

        Assert.InRange(store.Stats.KeysEvicted, 300, 1400);
        Assert.InRange(store.Store.Keys.Count, 100, 1200);
        if (policy == MaxMemoryPolicy.VolatileTtl)
        {
            Assert.Equal("$-1", store.Run(_client, "GET", "key0"));
            Assert.NotEqual("$-1", store.Run(_client, "GET", $"key{store.Stats.KeysEvicted}"));
        }

        var digest = store.Digest;
        await store.ReopenAsync();
        Assert.Equal(digest, store.Digest);
    }

    [Fact]
    public async Task Keys_that_are_used_stay()
    {
        await using var store = Open(MaxMemoryPolicy.AllKeysLru);
        for (var number = 0; number < 1500; number++)
        {
            Set(store, $"key{number}");
            store.Clock.AdvanceSeconds(1);
            store.Run(_client, "GET", "key0");
        }

        Assert.NotEqual("$-1", store.Run(_client, "GET", "key0"));
        Assert.Equal("$-1", store.Run(_client, "GET", "key1"));
    }

    [Fact]
    public async Task A_pipelined_flood_does_not_pass_the_limit()
    {
        await using var store = Open(MaxMemoryPolicy.AllKeysLru, AppendFsync.Always);
        for (var number = 0; number < 1000; number++)
        {
            while (store.Submit(_client, "SET", $"key{number}", new string('x', 4000)) == SubmitResult.Full)
                store.Finish(_client);
        }

        store.Finish(_client);
        Assert.InRange(store.Store.Keys.BytesUsed, MemoryBytesMax / 4, MemoryBytesMax + (64 * 1024));
    }

    [Fact]
    public async Task Where_no_key_expires_the_policy_for_those_that_do_refuses()
    {
        await using var store = Open(MaxMemoryPolicy.VolatileTtl);
        var reply = "+OK";
        for (var number = 0; reply == "+OK"; number++)
            reply = Set(store, $"key{number}");
        Assert.Equal(OutOfMemory, reply);
    }

    private static StoreHarness Open(MaxMemoryPolicy policy, AppendFsync fsync = AppendFsync.EverySec)
    {
        var store = new StoreHarness(fsync);
        store.Options = store.Options with { MemoryBytesMax = MemoryBytesMax, MemoryPolicy = policy };
        return store.Open();
    }

    private string Set(StoreHarness store, string key) => store.Run(_client, "SET", key, new string('x', 1000));
}
