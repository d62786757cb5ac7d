using System.Text;
using FromScratch.KeyValue.Store;
using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Tests.Store;

public sealed class AnswerTests
{
    private readonly FakeClient _client = new();

    [Theory]
    [InlineData(AppendFsync.Always)]
    [InlineData(AppendFsync.EverySec)]
    [InlineData(AppendFsync.No)]
    public async Task Writes_and_reads_behind_them_are_answered_in_order(AppendFsync fsync)
    {
        await using var store = new StoreHarness(fsync).Open();
        store.Submit(_client, "SET", "a", "1");
        store.Submit(_client, "GET", "a");
        store.Submit(_client, "INCR", "a");
        store.Submit(_client, "GET", "a");
        Assert.Equal(4, _client.Unanswered);
        Assert.Equal("+OK $1 1 :2 $1 2", store.Finish(_client));
    }

    [Theory]
    [InlineData(AppendFsync.EverySec)]
    [InlineData(AppendFsync.No)]
    public async Task Without_a_sync_to_wait_for_everything_is_answered_when_the_batch_ends(AppendFsync fsync)
    {
        await using var store = new StoreHarness(fsync).Open();
        for (var number = 0; number < 200; number++)
            store.Submit(_client, "INCR", "a");
        store.EndBatch();
        Assert.Equal(0, _client.Unanswered);
        Assert.EndsWith(":200", _client.Take(), StringComparison.Ordinal);
        Assert.InRange(_client.AnsweredCalls, 1, 4);
    }

    [Fact]
    public async Task A_write_is_not_answered_before_it_is_synced()
    {
        await using var store = new StoreHarness(AppendFsync.Always).Open();
        store.Run(_client, "SET", "a", "1");
        var durable = store.Stats.DurableIndex;
        Assert.Equal(durable, store.Stats.AppliedIndex);
        store.Submit(_client, "SET", "a", "2");
        Assert.Equal("$1 1", store.Run(new FakeClient(), "GET", "a"));
        Assert.Equal(1, _client.Unanswered);
        Assert.Equal("+OK", store.Finish(_client));
    }

    [Fact]
    public async Task A_store_that_keeps_nothing_answers_at_the_end_of_the_batch_and_touches_no_disk()
    {
        await using var store = new StoreHarness();
        store.Options = store.Options with { IsPersistent = false };
        store.Open();
        store.Submit(_client, "SET", "a", "1");
        store.Submit(_client, "GET", "a");
        Assert.Equal("+OK $1 1", store.Finish(_client));
        Assert.Equal(0, store.Disk.Operations);
        Exception? failure = null;
        using var done = new ManualResetEventSlim();
        lock (store.Store.Gate)
        {
            Assert.True(store.Store.TryBeginSnapshot(error =>
            {
                failure = error;
                done.Set();
            }));
        }

        Assert.True(done.Wait(TimeSpan.FromSeconds(30)));
        Assert.NotNull(failure);
    }

    [Fact]
    public async Task A_transaction_is_answered_by_one_array()
    {
        await using var store = new StoreHarness().Open();
        store.SubmitTransaction(_client, [], ["SET", "a", "1"], ["INCR", "a"], ["GET", "a"]);
        Assert.Equal("*3 +OK :2 $1 2", store.Finish(_client));
        store.SubmitTransaction(_client, [], ["SET", "b", "x"]);
        store.SubmitTransaction(_client, [], ["GET", "a"], ["GET", "b"]);
        Assert.Equal("*1 +OK *2 $1 2 $1 x", store.Finish(_client));
    }

    [Theory]
    [InlineData(RespVersion.Resp2, "*-1")]
    [InlineData(RespVersion.Resp3, "_")]
    public async Task A_watched_key_that_changed_aborts_the_transaction(RespVersion version, string aborted)
    {
        await using var store = new StoreHarness().Open();
        _client.Version = version;
        store.Run(_client, "SET", "a", "1");
        WatchedKey[] watched = [new(Encoding.ASCII.GetBytes("a"), store.VersionOf("a")), new("b"u8.ToArray(), 0)];
        store.SubmitTransaction(_client, watched, ["GET", "a"]);
        store.SubmitTransaction(_client, watched, ["SET", "c", "3"]);
        Assert.Equal("*1 $1 1 *1 +OK", store.Finish(_client));
        store.Submit(_client, "SET", "b", "2");
        store.SubmitTransaction(_client, watched, ["SET", "c", "4"]);
        store.SubmitTransaction(_client, watched, ["GET", "a"]);
        store.Submit(_client, "GET", "c");
        Assert.Equal($"+OK {aborted} {aborted} $1 3", store.Finish(_client));
    }

    [Fact]
    public async Task What_a_client_that_is_gone_has_submitted_is_executed()
    {
        await using var store = new StoreHarness().Open();
        store.Submit(_client, "SET", "a", "1");
        store.Submit(_client, "GET", "a");
        lock (store.Store.Gate)
            store.Store.Forget(_client);
        store.EndBatch();
        Assert.Equal(0, _client.Unanswered);
        Assert.Equal("", _client.Take());
        Assert.Equal("$1 1", store.Run(new FakeClient(), "GET", "a"));
    }

    [Theory]
    [InlineData(AppendFsync.Always)]
    [InlineData(AppendFsync.EverySec)]
    public async Task Each_error_that_is_answered_is_told_once(AppendFsync fsync)
    {
        await using var store = new StoreHarness(fsync).Open();
        store.Submit(_client, "HSET", "h", "f", "v");
        store.Submit(_client, "SET", "s", "x\r\n-no error\r\n");
        store.Submit(_client, "INCR", "h");
        store.Submit(_client, "HGET", "s", "f");
        store.Submit(_client, "GET", "s");
        store.SubmitTransaction(_client, [], ["GET", "s"], ["INCR", "h"], ["INCR", "s"], ["GET", "s"]);
        store.SubmitTransaction(_client, [], ["GET", "s"], ["GET", "h"]);
        store.Submit(_client, "SET", "big", new string('x', 64 * 1024));
        store.Finish(_client);
        string[] errors = ["incr -WRONGTYPE", "hget -WRONGTYPE", "-WRONGTYPE", "-ERR", "-WRONGTYPE", "-ERR"];
        Assert.Equal(errors, _client.Errors);

        store.Run(_client, "SET", "big", new string('x', 64 * 1024));
        Assert.Equal([.. errors, "-ERR"], _client.Errors);
    }

    [Fact]
    public async Task Hits_and_misses_of_reads_are_counted()
    {
        await using var store = new StoreHarness().Open();
        store.Run(_client, "SET", "a", "1");
        store.Run(_client, "GET", "a");
        store.Run(_client, "GET", "b");
        Assert.Equal((1, 1), (store.Stats.KeyHits, store.Stats.KeyMisses));
    }
}
