using System.Globalization;
using FromScratch.Core;
using FromScratch.KeyValue.Client;
using FromScratch.KeyValue.Mirror;
using FromScratch.KeyValue.Tests.Host;
using FromScratch.TestKit;

namespace FromScratch.KeyValue.Tests.Mirror;

/// <summary>Groups of one that are copies of others, over real connections.</summary>
public sealed class MirrorTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TempDirectory _directory = new();
    private KeyValueServer _original = null!;
    private RespConnection _writer = null!;

    public async ValueTask InitializeAsync()
    {
        _original = await StartAsync("original");
        _writer = Connect(_original);
    }

    public async ValueTask DisposeAsync()
    {
        _writer.Dispose();
        await _original.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_copy_has_what_was_there_and_what_comes_and_takes_writes_when_it_is_none_any_more()
    {
        Change(200, seed: 1);
        await using var copy = await StartAsync("copy");
        using var client = Connect(copy);
        client.Ask("SET", "own", "1");
        Assert.Equal("OK", client.Ask("GROUP", "MIRROR", Address(_original)).Text);
        AwaitEqual(copy);
        Assert.True(client.Ask("GET", "own").IsNull);
        Change(500, seed: 2);
        AwaitEqual(copy);
        Assert.Equal("READONLY You can't write against a read only replica.", client.Ask("SET", "a", "1").Text);
        client.Ask("MULTI");
        client.Ask("INCR", "a");
        Assert.StartsWith("EXECABORT", client.Ask("EXEC").Text);
        Assert.Contains("mirror_phase:following", client.Ask("INFO", "replication").Text);
        Assert.Contains("\"mirror\":{\"upstream\":\"127.0.0.1:", client.Ask("GROUP", "STATUS").Text);

        Assert.Equal("OK", client.Ask("REPLICAOF", "NO", "ONE").Text);
        Assert.Equal("OK", client.Ask("SET", "own", "2").Text);
        Assert.DoesNotContain("mirror", client.Ask("INFO", "replication").Text);
        _writer.Ask("SET", "later", "1");
        Assert.True(client.Ask("GET", "later").IsNull);
    }

    [Fact]
    public async Task It_goes_on_where_it_was_after_a_restart_of_either_side_and_from_a_snapshot()
    {
        await using var first = await StartAsync("copy");
        using (var client = Connect(first))
            client.Ask("REPLICAOF", "127.0.0.1", Port(_original));
        Change(300, seed: 3);
        AwaitEqual(first);
        using (var client = Connect(first))
            Assert.False(client.Ask("GROUP", "SNAPSHOT").IsError);
        Change(50, seed: 4);
        AwaitEqual(first);
        var port = _original.EndPoint.Port;
        await first.DisposeAsync();
        Change(300, seed: 5);
        _writer.Dispose();
        await _original.DisposeAsync();
        _original = await StartAsync("original", port);
        _writer = Connect(_original);
        Change(300, seed: 6);

        await using var second = await StartAsync("copy");
        AwaitEqual(second);
        lock (second.Store.Gate)
            Assert.Equal((MirrorPhase.Following, 1UL), (second.Store.Mirror.Phase, Loads(second)));
    }

    [Fact]
    public async Task Of_a_history_that_was_cut_meanwhile_the_state_is_fetched_again()
    {
        await using (var first = await StartAsync("copy"))
        {
            using var client = Connect(first);
            client.Ask("GROUP", "MIRROR", Address(_original));
            AwaitEqual(first);
        }

        // More than a segment of the log, so that its front can go.
        var value = new string('v', 1_000_000);
        for (var number = 0; number < 70; number++)
            Assert.Equal("OK", _writer.Ask("SET", $"large{number % 3}", value).Text);
        Assert.False(_writer.Ask("GROUP", "SNAPSHOT").IsError);
        // The flusher cuts when it comes to it; asked before, the connection would become a feed.
        Assert.True(SpinWait.SpinUntil(() => _original.Store.Group!.FirstIndex > 2, Patience));
        Assert.StartsWith("COMPACTED", _writer.Ask("CHANGES", "FROM", "2").Text);

        await using var second = await StartAsync("copy");
        AwaitEqual(second);
        Assert.Equal(2UL, Loads(second));
    }

    [Fact]
    public async Task Another_group_at_the_same_place_is_not_taken_for_the_one_that_was_there()
    {
        _writer.Ask("SET", "kept", "1");
        await using var copy = await StartAsync("copy");
        using var client = Connect(copy);
        client.Ask("GROUP", "MIRROR", Address(_original));
        AwaitEqual(copy);
        var port = _original.EndPoint.Port;
        await _original.DisposeAsync();
        _original = await StartAsync("another", port);
        AwaitError(client, "GROUP MIRROR again");
        Assert.Equal("1", client.Ask("GET", "kept").Text);

        Assert.Equal("OK", client.Ask("GROUP", "MIRROR", Address(_original)).Text);
        AwaitEqual(copy);
        Assert.True(client.Ask("GET", "kept").IsNull);
    }

    [Fact]
    public async Task A_copy_follows_through_tls_and_shows_its_certificate()
    {
        using var files = new TlsFolder();
        await using var original = await StartAsync("other", change: options =>
        {
            files.Use(options);
            options.TlsPort = -1;
        });
        using var writer = Connect(original);
        writer.Ask("SET", "key", "value");
        await using var copy = await StartAsync("copy", change: options =>
        {
            files.Use(options);
            options.TlsReplication = true;
        });
        using var client = Connect(copy);
        client.Ask("GROUP", "MIRROR", $"127.0.0.1:{original.TlsEndPoint!.Port}");
        Assert.True(SpinWait.SpinUntil(() => client.Ask("GET", "key").Text == "value", Patience));
    }

    [Fact]
    public async Task A_copy_can_be_copied()
    {
        Change(100, seed: 7);
        await using var second = await StartAsync("second");
        using (var client = Connect(second))
            client.Ask("GROUP", "MIRROR", Address(_original));
        await using var third = await StartAsync("third");
        using (var client = Connect(third))
            client.Ask("GROUP", "MIRROR", Address(second));
        Change(300, seed: 8);
        AwaitEqual(second);
        AwaitEqual(third);
    }

    [Fact]
    public async Task The_login_is_needed_and_its_lack_is_told()
    {
        var options = new KeyValueOptions { Port = 0, Dir = _directory.File("guarded"), RequirePass = "secret" };
        await using var guarded = await KeyValueServer.StartAsync(options);
        using var writer = Connect(guarded);
        writer.Ask("AUTH", "secret");
        writer.Ask("SET", "a", "1");
        await using (var stranger = await StartAsync("stranger"))
        {
            using var client = Connect(stranger);
            client.Ask("GROUP", "MIRROR", Address(guarded));
            AwaitError(client, "NOAUTH");
        }

        options = new KeyValueOptions { Port = 0, Dir = _directory.File("friend"), MasterAuth = "secret" };
        await using var friend = await KeyValueServer.StartAsync(options);
        using var reader = Connect(friend);
        reader.Ask("GROUP", "MIRROR", Address(guarded));
        Assert.True(SpinWait.SpinUntil(() => reader.Ask("GET", "a") is { IsNull: false, Text: "1" }, Patience));
    }

    [Fact]
    public async Task What_is_no_address_is_refused()
    {
        await using var copy = await StartAsync("copy");
        using var client = Connect(copy);
        Assert.Equal("ERR 'nowhere' is no host:port", client.Ask("GROUP", "MIRROR", "nowhere").Text);
        Assert.Equal("ERR 'h:0' is no host:port", client.Ask("GROUP", "MIRROR", "a:1,h:0").Text);
        Assert.Equal("ERR Invalid master port", client.Ask("REPLICAOF", "a", "b").Text);
        Assert.Equal("OK", client.Ask("REPLICAOF", "no", "one").Text);
        Assert.Equal("OK", client.Ask("GROUP", "MIRROR", "127.0.0.1:1").Text);
        AwaitError(client, "cannot be reached");
        Assert.Equal("OK", client.Ask("GROUP", "MIRROR", "OFF").Text);
    }

    /// <summary>Random writes of all kinds, some of them with an end that comes.</summary>
    private void Change(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        for (var number = 0; number < count; number++)
        {
            var key = $"k{random.NextInt32(30)}";
            _ = random.NextInt32(8) switch
            {
                0 => _writer.Ask("SET", key, $"{number}", "PX", $"{20 + random.NextInt32(50)}"),
                1 => _writer.Ask("APPEND", key, "x"),
                2 => _writer.Ask("HSET", $"h{key}", $"f{number % 7}", $"{number}"),
                3 => _writer.Ask("PEXPIRE", key, "40"),
                4 => _writer.Ask("DEL", key),
                5 => _writer.Ask("INCR", $"n{key}"),
                6 => _writer.Ask("RENAME", key, $"r{key}"),
                _ => _writer.Ask("SET", key, $"{number}"),
            };
        }

        // By then every key with an end has reached it, and the time of the copy is behind that too.
        _writer.Ask("SET", "end", "1", "PX", "100");
        Assert.True(SpinWait.SpinUntil(() => _writer.Ask("GET", "end").IsNull, Patience));
        _writer.Ask("SET", "last", $"{seed}");
    }

    private void AwaitEqual(KeyValueServer copy) => Assert.True(
        SpinWait.SpinUntil(() => Digest(copy) == Digest(_original) && copy.Store.Mirror.Phase == MirrorPhase.Following, Patience),
        "the copy does not become equal");

    private static UInt128 Digest(KeyValueServer server)
    {
        lock (server.Store.Gate)
            return server.Store.Keys.Digest();
    }

    /// <summary>How often a state was loaded, as the copy's own log has it.</summary>
    private static ulong Loads(KeyValueServer copy)
    {
        var loads = 0UL;
        using var cursor = copy.Store.ReadLog(copy.Store.Group!.FirstIndex);
        while (cursor.TryRead(out var entry))
        {
            if (entry.Tag == 4 && entry.Payload[16] == (byte)MirrorStep.Load)
                loads++;
        }

        return loads;
    }

    private static void AwaitError(RespConnection client, string part) => Assert.True(SpinWait.SpinUntil(
        () => client.Ask("INFO", "replication").Text.Split("\r\n").Any(
            line => line.StartsWith("mirror_error:", StringComparison.Ordinal) && line.Contains(part, StringComparison.Ordinal)),
        Patience));

    private Task<KeyValueServer> StartAsync(string name, int port = 0, Action<KeyValueOptions>? change = null)
    {
        var options = new KeyValueOptions { Port = port, Dir = _directory.File(name) };
        change?.Invoke(options);
        return KeyValueServer.StartAsync(options);
    }

    private static string Port(KeyValueServer server) => server.EndPoint.Port.ToString(CultureInfo.InvariantCulture);

    private static string Address(KeyValueServer server) => $"127.0.0.1:{Port(server)}";

    private static RespConnection Connect(KeyValueServer server) => RespConnection.Connect("127.0.0.1", server.EndPoint.Port, Patience);
}
