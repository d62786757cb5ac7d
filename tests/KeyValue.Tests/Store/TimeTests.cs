namespace FromScratch.KeyValue.Tests.Store;

public sealed class TimeTests
{
    private readonly FakeClient _client = new();

    [Fact]
    public async Task A_read_hides_a_key_whose_time_has_come_and_a_tick_frees_it_without_any_write()
    {
        await using var store = new StoreHarness().Open();
        store.Run(_client, "SET", "a", "1", "PX", "1000");
        store.Clock.AdvanceSeconds(0.9);
        Assert.Equal("$1 1", store.Run(_client, "GET", "a"));
        Assert.Equal(2UL, store.Stats.AppendedIndex);
        store.Clock.AdvanceSeconds(0.25);
        Assert.Equal("$-1", store.Run(_client, "GET", "a"));
        Assert.Equal((3UL, 1L, 0L), (store.Stats.AppliedIndex, store.Stats.KeysExpired, store.Store.Keys.Count));
        store.Clock.AdvanceSeconds(5);
        Assert.Equal(3UL, store.Stats.AppendedIndex);
    }

    [Fact]
    public async Task A_tick_in_the_millisecond_of_an_expiry_does_not_leave_the_key_there_for_good()
    {
        await using var store = new StoreHarness().Open();
        store.Run(_client, "SET", "a", "1", "PX", "100");
        store.Clock.AdvanceSeconds(0.1);
        Assert.Equal("$1 1", store.Run(_client, "GET", "a"));
        store.Clock.AdvanceSeconds(0.1);
        Assert.Equal((1L, 0L), (store.Stats.KeysExpired, store.Store.Keys.Count));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_does_not_set_back_the_log()
    {
        await using var store = new StoreHarness().Open();
        store.Clock.AdvanceSeconds(3600);
        store.Run(_client, "SET", "a", "1", "PX", "500");
        var digest = store.Digest;
        await store.Store.DisposeAsync();
        using var earlier = new TestKit.TestClock();
        await using var again = new StoreHarness();
        var reopened = KeyValue.Store.KeyValueStore.Open(
            again.Options, store.Disk.Mount(), earlier.Time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var stamp = reopened.Keys.LogTimeMs;
        lock (reopened.Gate)
        {
            Assert.Equal(digest, reopened.Keys.Digest());
            reopened.SubmitWrite(_client, StoreHarness.SpecOf("SET"), StoreHarness.Wire("SET", "b", "1"));
            reopened.EndBatch();
            Assert.Equal(stamp, reopened.Keys.LogTimeMs);
        }

        await reopened.DisposeAsync();
    }

    [Fact]
    public async Task Replay_decides_expiry_by_the_stamps_and_not_by_the_clock()
    {
        await using var store = new StoreHarness().Open();
        store.Run(_client, "SET", "a", "1", "PX", "1000");
        store.Run(_client, "SET", "b", "1");
        store.Clock.AdvanceSeconds(0.95);
        store.Run(_client, "APPEND", "a", "2");
        store.Clock.AdvanceSeconds(100);
        store.Run(_client, "APPEND", "a", "3");
        Assert.Equal("$1 3", store.Run(_client, "GET", "a"));
        var digest = store.Digest;
        store.Clock.AdvanceSeconds(100);
        await store.ReopenAsync();
        Assert.Equal(digest, store.Digest);
    }
}
