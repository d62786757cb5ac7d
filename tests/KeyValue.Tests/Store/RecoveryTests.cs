using FromScratch.KeyValue.Store;

namespace FromScratch.KeyValue.Tests.Store;

public sealed class RecoveryTests
{
    private readonly FakeClient _client = new();

    [Fact]
    public async Task Everything_is_back_after_a_restart_and_the_term_has_grown()
    {
        await using var store = new StoreHarness().Open();
        store.Run(_client, "SET", "a", "1");
        store.Run(_client, "HSET", "h", "f", "v", "g", "w");
        store.SubmitTransaction(_client, [], ["SET", "b", "1", "EX", "1000"], ["INCR", "b"]);
        store.Finish(_client);
        var (digest, term) = (store.Digest, store.Stats.Term);
        await store.ReopenAsync();
        Assert.Equal((digest, term + 1, 5UL), (store.Digest, store.Stats.Term, store.Stats.AppendedIndex));
        Assert.Equal(3UL, store.VersionOf("h"));
        Assert.Equal(":3", store.Run(_client, "INCR", "b"));
        Assert.Equal(6UL, store.VersionOf("b"));
    }

    [Fact]
    public async Task A_snapshot_and_the_log_behind_it_make_the_same_keys_as_the_whole_log()
    {
        await using var whole = new StoreHarness().Open();
        await using var cut = new StoreHarness().Open();
        foreach (var store in new[] { whole, cut })
        {
            for (var number = 0; number < 3000; number++)
            {
                store.Submit(_client, "SET", $"key{store.Random.NextInt32(500)}", new string('x', store.Random.NextInt32(200)));
                store.Submit(_client, "HSET", $"hash{number % 7}", $"field{store.Random.NextInt32(300)}", $"{number}");
                if (number % 100 == 99)
                    store.Finish(_client);
                if (number is 1200 or 2000 && store == cut)
                    Assert.Null(store.Store.TakeSnapshot());
            }
        }

        Assert.Equal(whole.Digest, cut.Digest);
        await whole.ReopenAsync();
        await cut.ReopenAsync();
        Assert.True(cut.Stats.FirstIndex > 1);
        Assert.Equal(1UL, whole.Stats.FirstIndex);
        Assert.Equal(whole.Digest, cut.Digest);
        Assert.Equal(whole.VersionOf("hash3"), cut.VersionOf("hash3"));
        Assert.Single(cut.Disk.Names, name => name.StartsWith("snapshot", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("meta", "no meta file")]
    [InlineData(".log", "the log that goes on behind it is not there")]
    [InlineData("snapshot", "the snapshot that it goes on behind is not there")]
    public async Task A_directory_with_a_file_missing_is_refused(string missing, string message)
    {
        await using var store = new StoreHarness().Open();
        for (var number = 0; number < 2000; number++)
        {
            store.Submit(_client, "SET", $"key{number}", new string('x', 100));
            if (number % 100 == 99)
                store.Finish(_client);
        }

        Assert.Null(store.Store.TakeSnapshot());
        for (var wait = 0; store.Stats.FirstIndex == 1; wait++)
            store.Run(_client, "SET", "a", $"{wait}");
        await store.Store.DisposeAsync();
        using (var directory = store.Disk.Mount())
        {
            foreach (var name in store.Disk.Names.Where(name => name.Contains(missing, StringComparison.Ordinal)).ToList())
                directory.Delete(name);
        }

        var error = Assert.ThrowsAny<IOException>(() => store.Open());
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_another_store_are_refused()
    {
        await using var one = new StoreHarness(seed: 1).Open();
        await using var other = new StoreHarness(seed: 2).Open();
        one.Run(_client, "SET", "a", "1");
        Assert.Null(one.Store.TakeSnapshot());
        await one.Store.DisposeAsync();
        await other.Store.DisposeAsync();
        using (var to = other.Disk.Mount())
        {
            var name = one.Disk.Names.Single(name => name.StartsWith("snapshot", StringComparison.Ordinal));
            using var file = to.Create(name, 0);
            file.Write(0, one.Disk.Content(name));
        }

        Assert.Contains("belongs to the store", Assert.Throws<IOException>(() => other.Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_meta_file_is_refused_whichever_bit_it_is()
    {
        await using var store = new StoreHarness().Open();
        store.Run(_client, "SET", "a", "1");
        await store.Store.DisposeAsync();
        var name = store.Disk.Names.Single(name => name.StartsWith("meta", StringComparison.Ordinal));
        for (var bit = 0; bit < store.Disk.Content(name).Length * 8; bit++)
        {
            store.Disk.FlipBit(name, bit);
            Assert.Contains(name, Assert.Throws<IOException>(() => store.Open()).Message, StringComparison.Ordinal);
            store.Disk.FlipBit(name, bit);
        }

        store.Open();
        Assert.Equal("$1 1", store.Run(_client, "GET", "a"));
    }
}
