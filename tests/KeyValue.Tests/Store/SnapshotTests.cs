using FromScratch.KeyValue.Engine;
using FromScratch.KeyValue.Snapshots;
using FromScratch.KeyValue.Store;
using FromScratch.TestKit;
using FromScratch.TestKit.Disks;

namespace FromScratch.KeyValue.Tests.Store;

public sealed class SnapshotTests
{
    private readonly FakeClient _client = new();

    [Fact]
    public async Task Writes_that_go_on_during_a_snapshot_are_not_in_it_and_not_lost()
    {
        await using var store = new StoreHarness().Open();
        for (var number = 0; number < 2000; number++)
            store.Submit(_client, "SET", $"key{number}", new string('a', 500));
        store.Finish(_client);
        var (before, first) = (store.Digest, store.Stats.AppliedIndex);
        var blocks = 0;
        store.Disk.Observer = (operation, name) =>
        {
            if (operation == DiskOperation.Write && name == SnapshotFormat.TemporaryName)
                blocks++;
        };
        var writer = new Thread(() =>
        {
            var client = new FakeClient();
            for (var round = 0; round < 300; round++)
            {
                store.Submit(client, "SET", $"key{round * 6}", "changed");
                store.Submit(client, "DEL", $"key{(round * 6) + 1}");
                store.Submit(client, "SET", $"new{round}", "1");
                store.Finish(client);
            }
        });
        writer.Start();
        Assert.Null(store.Store.TakeSnapshot());
        writer.Join();
        Assert.True(blocks > 3);
        var after = store.Digest;
        await store.ReopenAsync();
        Assert.Equal(after, store.Digest);
        using var keys = new Keyspace(5);
        using var directory = store.Disk.Mount();
        var index = SnapshotReader.Read(keys, directory, Name(store), _ => { }).Header.AppliedIndex;
        if (index == first)
            Assert.Equal(before, keys.Digest());
        Assert.InRange(index, first, first + 300);
    }

    [Fact]
    public async Task What_a_witness_gets_says_the_same_of_the_group_and_holds_no_keys()
    {
        await using var store = new StoreHarness().Open();
        for (var number = 0; number < 1000; number++)
            store.Submit(_client, "SET", $"key{number}", new string('a', 500));
        store.Finish(_client);
        Assert.Null(store.Store.TakeSnapshot());
        using var directory = store.Disk.Mount();
        var whole = SnapshotReader.ReadHead(directory, Name(store));
        var lent = store.Store.LendWitnessSnapshot()!;
        Assert.Equal((lent.Index, lent.Term), (whole.Header.AppliedIndex, whole.Header.Term));
        using (var keys = new Keyspace(5))
        {
            var empty = SnapshotReader.Read(keys, directory, lent.FileName, _ => { });
            Assert.Equal(whole.Header, empty.Header);
            Assert.True(empty.Configuration.Members.Span.SequenceEqual(whole.Configuration.Members.Span));
            Assert.Equal(0, keys.Count);
        }

        Assert.True(store.Disk.Content(lent.FileName).Length < 1000);
        store.Store.TakeBack(lent);
        Assert.DoesNotContain(lent.FileName, directory.List());
        Assert.Contains(Name(store), directory.List());
    }

    [Fact]
    public async Task A_large_hash_is_kept_whole_over_several_records()
    {
        await using var store = new StoreHarness().Open();
        store.Options = store.Options with { SegmentBytes = 1 << 20 };
        await store.ReopenAsync();
        for (var number = 0; number < 3000; number++)
        {
            store.Submit(_client, "HSET", "h", $"field{number}", new string('v', 1000));
            if (number % 50 == 49)
                store.Finish(_client);
        }

        store.Run(_client, "PEXPIREAT", "h", "4102444800000");
        var (digest, version) = (store.Digest, store.VersionOf("h"));
        Assert.Null(store.Store.TakeSnapshot());
        Assert.True(store.Disk.Content(Name(store)).Length > 3_000_000);
        await store.ReopenAsync();
        Assert.Equal((digest, version), (store.Digest, store.VersionOf("h")));
    }

    [Fact]
    public async Task A_damaged_snapshot_is_refused_whichever_byte_it_is()
    {
        await using var store = new StoreHarness().Open();
        store.Run(_client, "SET", "a", "1", "EX", "100");
        store.Run(_client, "HSET", "h", "f", "v");
        Assert.Null(store.Store.TakeSnapshot());
        store.Run(_client, "SET", "b", "1");
        var digest = store.Digest;
        await store.Store.DisposeAsync();
        var name = Name(store);
        for (var bit = 0; bit < store.Disk.Content(name).Length * 8; bit += store.Random.NextInt32(1, 6))
        {
            store.Disk.FlipBit(name, bit);
            var error = Assert.Throws<SnapshotDamagedException>(() => store.Open());
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
            store.Disk.FlipBit(name, bit);
        }

        Assert.Equal(digest, store.Open().Digest);
    }

    [Fact]
    public async Task A_snapshot_cut_anywhere_is_refused()
    {
        await using var store = new StoreHarness().Open();
        store.Run(_client, "SET", "a", "1");
        Assert.Null(store.Store.TakeSnapshot());
        await store.Store.DisposeAsync();
        var name = Name(store);
        var whole = store.Disk.Content(name);
        for (var length = 0; length < whole.Length + 1; length++)
        {
            var disk = new SimulatedDisk(store.Random);
            using var directory = disk.Mount();
            using (var file = directory.Create(name, 0))
                file.Write(0, length < whole.Length ? whole.AsSpan(0, length) : [.. whole, 0]);
            using var keys = new Keyspace(1);
            Assert.Throws<SnapshotDamagedException>(() => SnapshotReader.Read(keys, directory, name, _ => { }));
        }
    }

    [Fact]
    public async Task A_failed_snapshot_is_reported_and_leaves_the_one_before()
    {
        await using var store = new StoreHarness().Open();
        store.Run(_client, "SET", "a", "1");
        Assert.Null(store.Store.TakeSnapshot());
        var name = Name(store);
        store.Run(_client, "SET", "b", "1");
        store.Disk.Fault = (operation, file) =>
            operation == DiskOperation.Sync && file == SnapshotFormat.TemporaryName ? new IOException("broken") : null;
        Assert.Equal("broken", store.Store.TakeSnapshot()!.Message);
        Assert.True(store.Stats.LastSnapshotFailed);
        Assert.Equal(1, store.Stats.ChangesSinceSnapshot);
        store.Disk.Fault = null;
        Assert.Equal(name, Name(store));
        Assert.DoesNotContain(SnapshotFormat.TemporaryName, store.Disk.Names);
        Assert.Null(store.Store.TakeSnapshot());
        Assert.NotEqual(name, Name(store));
        Assert.Equal((false, 0L), (store.Stats.LastSnapshotFailed, store.Stats.ChangesSinceSnapshot));
        Assert.Equal("+OK", store.Run(_client, "SET", "c", "1"));
    }

    [Fact]
    public async Task A_log_that_has_grown_takes_a_snapshot_by_itself()
    {
        await using var store = new StoreHarness();
        store.Options = store.Options with { SnapshotLogBytes = 100_000 };
        store.Open();
        for (var number = 0; number < 1000; number++)
            store.Run(_client, "SET", $"key{number % 10}", new string('x', 200));
        Assert.True(SpinWait.SpinUntil(() => store.Stats is { LastSnapshotUnixSeconds: > 0, SnapshotUnderWay: false }, 30_000));
        await store.Store.DisposeAsync();
        Assert.True(SnapshotFormat.TryParseName(Name(store), out var index));
        Assert.InRange(index, 200UL, 1001UL);
        Assert.Equal("$200 " + new string('x', 200), store.Open().Run(_client, "GET", "key3"));
    }

    [Fact]
    public void Names_are_told_from_those_of_other_files()
    {
        Assert.Equal("snapshot-00000000000000ff.kv", SnapshotFormat.NameOf(255));
        Assert.True(SnapshotFormat.TryParseName("snapshot-00000000000000ff.kv", out var index));
        Assert.Equal(255UL, index);
        Assert.False(SnapshotFormat.TryParseName("snapshot-00000000000000fg.kv", out _));
        Assert.False(SnapshotFormat.TryParseName("snapshot-ff.kv", out _));
    }

    private static string Name(StoreHarness store) =>
        store.Disk.Names.Single(name => name.StartsWith("snapshot", StringComparison.Ordinal));
}
