using FromScratch.KeyValue.Store;
using FromScratch.TestKit.Disks;

namespace FromScratch.KeyValue.Tests.Store;

public sealed class RefusalTests
{
    private const string NoSpace = "-MISCONF Errors writing to the AOF file: No space left on device";
    private readonly FakeClient _client = new();

    [Fact]
    public async Task On_a_full_disk_writes_are_refused_reads_go_on_and_room_lets_writes_in_again()
    {
        await using var store = new StoreHarness().Open();
        store.Run(_client, "SET", "a", "1");
        store.Disk.Fault = (operation, name) =>
            operation is DiskOperation.Write or DiskOperation.Create ? new Log.Files.DiskFullException(name) : null;
        var waiting = new FakeClient();
        store.Submit(waiting, "SET", "a", "2");
        store.EndBatch();
        Assert.Equal(1, waiting.Unanswered);
        Assert.Equal(NoSpace, store.Run(_client, "SET", "b", "1"));
        Assert.Equal(SubmitResult.Refused, store.SubmitTransaction(_client, [], ["SET", "b", "1"]));
        Assert.Equal($"-EXECABORT Transaction discarded because of: {NoSpace[1..]}", store.Finish(_client));
        Assert.Equal("$1 1", store.Run(_client, "GET", "a"));
        Assert.True(store.Stats.DiskFull);
        Assert.Equal(SubmitResult.Submitted, store.Submit(waiting, "SET", "c", "1"));
        store.Disk.Fault = null;
        for (var turn = 0; waiting.Unanswered > 0; turn++)
        {
            store.Clock.AdvanceSeconds(1);
            store.EndBatch();
            Thread.Yield();
        }

        Assert.Equal($"+OK {NoSpace}", store.Finish(waiting));
        Assert.Equal("+OK", store.Run(_client, "SET", "b", "1"));
        Assert.False(store.Stats.DiskFull);
    }

    [Theory]
    [InlineData(AppendFsync.Always, DiskOperation.Sync)]
    [InlineData(AppendFsync.EverySec, DiskOperation.Write)]
    public async Task When_the_log_fails_those_who_wait_are_abandoned_and_writes_refused_for_good(AppendFsync fsync, DiskOperation broken)
    {
        await using var store = new StoreHarness(fsync).Open();
        store.Run(_client, "SET", "a", "1");
        store.Disk.Fault = (operation, _) => operation == broken ? new IOException("the disk is broken") : null;
        Assert.Equal("", store.Run(_client, "SET", "a", "2"));
        Assert.True(_client.IsAbandoned);
        store.Disk.Fault = null;
        var other = new FakeClient();
        var refusal = store.Run(other, "SET", "a", "3");
        Assert.StartsWith("-MISCONF Errors writing to the AOF file: ", refusal, StringComparison.Ordinal);
        Assert.Contains("the disk is broken", refusal, StringComparison.Ordinal);
        Assert.Equal("$1 1", store.Run(other, "GET", "a"));
        Assert.Contains("the disk is broken", store.Stats.LogFailure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_submits_too_much_is_told_to_wait_and_called_when_there_is_room()
    {
        await using var store = new StoreHarness(AppendFsync.Always);
        store.Options = store.Options with { SegmentBytes = 4 << 20 };
        store.Open();
        using var release = new ManualResetEventSlim();
        store.Disk.Observer = (operation, _) =>
        {
            if (operation == DiskOperation.Sync)
                release.Wait();
        };
        var value = new string('x', 1 << 20);
        var submitted = 0;
        while (store.Submit(_client, "SET", $"key{submitted}", value) == SubmitResult.Submitted)
        {
            submitted++;
            Assert.InRange(submitted, 0, 100);
        }

        var calls = _client.AnsweredCalls;
        Assert.Equal(submitted, _client.Unanswered);
        store.EndBatch();
        release.Set();
        _client.WaitForCall(calls);
        store.Finish(_client);
        Assert.Equal("+OK", store.Run(_client, "SET", "last", "1"));
        Assert.Equal(submitted + 1, store.Store.Keys.Count);
    }

    [Fact]
    public async Task A_write_longer_than_an_entry_may_be_is_refused_by_itself()
    {
        await using var store = new StoreHarness().Open();
        Assert.StartsWith("-ERR a write of ", store.Run(_client, "SET", "a", new string('x', 64 * 1024)), StringComparison.Ordinal);
        Assert.Equal("+OK", store.Run(_client, "SET", "a", new string('x', 50 * 1024)));
    }
}
