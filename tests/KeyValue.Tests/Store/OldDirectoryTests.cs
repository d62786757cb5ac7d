using FromScratch.KeyValue.Session;
using FromScratch.KeyValue.Tests.Model;
using FromScratch.Protocols.Resp;
using FromScratch.TestKit;
using FromScratch.TestKit.Disks;
using FromScratch.TestKit.Sessions;

namespace FromScratch.KeyValue.Tests.Store;

/// <summary>Directories of former versions, kept in Fixtures: they must be read for ever. How they were made is told there.</summary>
public sealed class OldDirectoryTests
{
    /// <summary>For a new version: FROMSCRATCH_WRITE_FIXTURE=v3 writes the directory; then it is committed and never changed.</summary>
    private const string WriteVariable = "FROMSCRATCH_WRITE_FIXTURE";

    private readonly FakeClient _client = new();

    private static string Fixtures => Path.Combine(SourceTree.Root, "tests", "KeyValue.Tests", "Fixtures");

    private static string[] Expected =>
    [
        Shown("binary", -1, new Bulk("\0\xff\r\n\x80 binary")),
        Shown("counts", -1, Hash("n", "5")),
        Shown("empty", -1, new Bulk("")),
        Shown("expiring", 4102444800000, Hash("f", "v")),
        Shown("first", -1, new Bulk("2")),
        Shown("large", -1, Hash([.. Enumerable.Range(0, 150)
            .SelectMany(static i => new[] { $"field-{i}", i == 7 ? "changed" : $"value-{i}" })])),
        Shown("late", 4102444800123, new Bulk("value+more")),
        Shown("moved", -1, new Bulk("x")),
        Shown("number", -1, new Bulk("42")),
        Shown("small", -1, Hash("", "noname", "f", "v")),
        Shown("text", -1, new Bulk("after")),
    ];

    [Theory]
    [InlineData("v1", 1, 25)]
    [InlineData("v2", 2, 26)]
    public async Task A_directory_of_a_former_version_is_read_exactly_and_goes_on(string version, byte snapshotVersion, int snapshotIndex)
    {
        if (Environment.GetEnvironmentVariable(WriteVariable) == version)
            await Write(version);
        await using var store = new StoreHarness();
        Load(version, store.Disk);
        var snapshot = $"snapshot-{snapshotIndex:x16}.kv";
        Assert.Equal(snapshotVersion, store.Disk.Content(snapshot)[8]);
        store.Open();
        Assert.Equal(Expected, Contents(store));

        Assert.Equal("+OK", store.Run(_client, "SET", "zone", "1"));
        Assert.Null(store.Store.TakeSnapshot());
        Assert.DoesNotContain(snapshot, store.Disk.Names);
        Assert.Equal(":43", store.Run(_client, "INCR", "number"));
        await store.ReopenAsync();
        Assert.Equal(":42", store.Run(_client, "DECR", "number"));
        Assert.Equal([.. Expected, Shown("zone", -1, new Bulk("1"))], Contents(store));
    }

    /// <summary>Without the snapshot, what stood before it cannot be made up: that is told, not passed over.</summary>
    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task A_directory_whose_snapshot_was_lost_is_refused(string version)
    {
        await using var store = new StoreHarness();
        Load(version, store.Disk, static name => !name.StartsWith("snapshot", StringComparison.Ordinal));
        Assert.ThrowsAny<IOException>(store.Open);
    }

    private static string Shown(string key, long expiryMs, Reply value) => $"{key} {expiryMs} {value}";

    private static Pairs Hash(params string[] pairs) => new([.. pairs.Select(Reply.Of)], IsMap: true);

    private static void Load(string version, SimulatedDisk disk, Func<string, bool>? has = null)
    {
        using var directory = disk.Mount();
        foreach (var path in Directory.GetFiles(Path.Combine(Fixtures, version)))
        {
            if (has?.Invoke(Path.GetFileName(path)) == false)
                continue;
            using var file = directory.Create(Path.GetFileName(path), 0);
            file.Write(0, File.ReadAllBytes(path));
        }
    }

    private string[] Contents(StoreHarness store)
    {
        var keys = ((Many)Ask(store, "KEYS", "*")).Elements.Select(static key => ((Bulk)key).Text).Order(StringComparer.Ordinal);
        return [.. keys.Select(key => Shown(key, ((Number)Ask(store, "PEXPIRETIME", key)).Value, ValueOf(store, key)))];
    }

    private Reply ValueOf(StoreHarness store, string key) => Ask(store, "TYPE", key) is Line { Text: "+hash" }
        ? new Pairs(((Many)Ask(store, "HGETALL", key)).Elements, IsMap: true)
        : Ask(store, "GET", key);

    private Reply Ask(StoreHarness store, params string[] words)
    {
        store.Submit(_client, words);
        store.EndBatch();
        var replies = ReplyParser.ParseAll(_client.Answers.Written, RespVersion.Resp2)!;
        _client.Answers.Clear();
        return Assert.Single(replies);
    }

    private static async Task Write(string version)
    {
        await using var store = new StoreHarness();
        store.Options = store.Options with { SegmentBytes = 8 * 1024 };
        store.Open();
        var context = new KeyValueContext(new KeyValueOptions(), store.Store, store.Clock.Time);
        using var client = new SessionHarness(new KeyValueSessionFactory(context));
        foreach (var line in File.ReadLines(Path.Combine(Fixtures, "commands.txt")))
        {
            if (line == "SAVE")
                Assert.Null(store.Store.TakeSnapshot());
            else
                Assert.DoesNotContain("-", client.Exchange(line + "\r\n")[..1], StringComparison.Ordinal);
        }

        store.Clock.AdvanceSeconds(1);
        await store.Store.DisposeAsync();
        var directory = Directory.CreateDirectory(Path.Combine(Fixtures, version)).FullName;
        foreach (var name in store.Disk.Names.Where(static name => name.EndsWith(".log", StringComparison.Ordinal)
            || name.EndsWith(".kv", StringComparison.Ordinal)))
            await File.WriteAllBytesAsync(Path.Combine(directory, name), store.Disk.Content(name));
    }
}
