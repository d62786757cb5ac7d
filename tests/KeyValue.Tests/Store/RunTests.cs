using FromScratch.KeyValue.Store;
using FromScratch.TestKit.Disks;

namespace FromScratch.KeyValue.Tests.Store;

/// <summary>Writes that one client sends in a row are one entry, and look as if they were several.</summary>
public sealed class RunTests
{
    private const string NoSpace = "-MISCONF Errors writing to the AOF file: No space left on device";
    private readonly FakeClient _client = new();

    [Theory]
    [InlineData(AppendFsync.Always)]
    [InlineData(AppendFsync.EverySec)]
    public async Task EachCommandHasItsReplyAndItsErrorAndARestartFindsTheSame(AppendFsync fsync)
    {
        await using var store = new StoreHarness(fsync).Open();
        var before = store.IndexAfterAWrite();
        store.Submit(_client, "SET", "a", "text");
        store.Submit(_client, "INCR", "a");
        store.Submit(_client, "INCR", "b");
        Assert.Equal("+OK -ERR value is not an integer or out of range :1", store.Finish(_client));
        Assert.Equal(["incr -ERR"], _client.Errors);
        Assert.Equal(before + 1, store.Stats.AppliedIndex);
        var digest = store.Digest;
        await store.ReopenAsync();
        Assert.Equal(digest, store.Digest);
    }

    [Fact]
    public async Task AnotherClientsWriteAndAReadEndARun()
    {
        await using var store = new StoreHarness(AppendFsync.Always).Open();
        var before = store.IndexAfterAWrite();
        var other = new FakeClient();
        store.Submit(_client, "SET", "a", "1");
        store.Submit(other, "INCR", "a");
        store.Submit(_client, "INCR", "a");
        store.Submit(_client, "GET", "a");
        store.Submit(_client, "INCR", "a");
        Assert.Equal("+OK :3 $1 3 :4", store.Finish(_client));
        Assert.Equal(":2", store.Finish(other));
        Assert.Equal(before + 4, store.Stats.AppliedIndex);
    }

    [Theory]
    [InlineData(32, 1, 1)]
    [InlineData(33, 1, 2)]
    [InlineData(32, 1000, 3)]
    [InlineData(2, 100_000, 2)]
    public async Task ARunIsBounded(int writes, int bytes, int entries)
    {
        await using var store = new StoreHarness(AppendFsync.Always);
        store.Options = store.Options with { SegmentBytes = 4 << 20 };
        store.Open();
        var before = store.IndexAfterAWrite();
        for (var i = 0; i < writes; i++)
            store.Submit(_client, "SET", $"key{i}", new string('v', bytes));
        Assert.Equal(string.Join(' ', Enumerable.Repeat("+OK", writes)), store.Finish(_client));
        Assert.Equal(before + (ulong)entries, store.Stats.AppliedIndex);
    }

    [Fact]
    public async Task OnAFullDiskEachCommandIsRefusedAtItsPlace()
    {
        await using var store = new StoreHarness().Open();
        store.Disk.Fault = (operation, name) =>
            operation is DiskOperation.Write or DiskOperation.Create ? new Log.Files.DiskFullException(name) : null;
        store.Submit(_client, "SET", "a", "1");
        store.EndBatch();
        store.Submit(_client, "SET", "a", "2");
        store.Submit(_client, "SET", "a", "3");
        store.EndBatch();
        var other = new FakeClient();
        store.Submit(other, "SET", "a", "4");
        store.Submit(other, "INCR", "a");
        Assert.Equal($"{NoSpace} {NoSpace}", store.Finish(other));
        Assert.Equal(["-MISCONF", "-MISCONF"], other.Errors);
        store.Disk.Fault = null;
        while (_client.Unanswered > 0)
        {
            store.Clock.AdvanceSeconds(1);
            store.EndBatch();
            Thread.Yield();
        }

        Assert.Equal($"+OK {NoSpace} {NoSpace}", _client.Take());
        Assert.Equal("$1 1", store.Run(_client, "GET", "a"));
    }
}
