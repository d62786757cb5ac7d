using FromScratch.KeyValue.Client;
using FromScratch.KeyValue.Snapshots;
using FromScratch.TestKit;

namespace FromScratch.KeyValue.Tests.Feeds;

/// <summary>CHANGES and BACKUP over real connections.</summary>
public sealed class StreamTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Changes_come_as_they_are_made_in_either_protocol(int version)
    {
        await using var server = await StartAsync();
        using var reader = Connect(server);
        using var writer = Connect(server);
        if (version == 3)
            Assert.False(reader.Ask("HELLO", "3").IsError);
        var begin = reader.Ask("CHANGES", "FROM", "$");
        Assert.Equal(("changes", 32), (begin.Elements[0].Text, begin.Elements[1].Text.Length));
        for (var number = 0; number < 1000; number++)
        {
            writer.Add("SET", $"key{number}", $"{number}");
            if (number % 100 == 99)
                writer.Flush();
        }

        var next = begin.Elements[2].Integer;
        for (var number = 0; number < 1000;)
        {
            var change = ReadChange(reader);
            // Entries that change nothing, the clock's, have indices too.
            Assert.InRange(change.Elements[1].Integer, next, next + 100);
            next = change.Elements[1].Integer + 1;
            foreach (var command in change.Elements[3].Elements)
            {
                Assert.Equal(["SET", $"key{number}", $"{number}"], command.Elements.Select(word => word.Text));
                number++;
            }
        }
    }

    [Fact]
    public async Task Reset_ends_a_stream_and_the_connection_serves_on()
    {
        await using var server = await StartAsync();
        using var reader = Connect(server);
        reader.Ask("CHANGES", "FROM", "1");
        Assert.Equal("ERR this connection is a stream already", reader.Ask("CHANGES", "FROM", "1").Text);
        Assert.Equal("RESET", reader.Ask("RESET").Text);
        Assert.Equal("OK", reader.Ask("SET", "a", "1").Text);
        Assert.Equal("1", reader.Ask("GET", "a").Text);
        Assert.True(SpinWait.SpinUntil(() => Streams(server) == 0, Patience));
    }

    [Fact]
    public async Task A_reader_that_does_not_read_holds_up_nobody_and_gets_everything_later()
    {
        await using var server = await StartAsync();
        using var reader = Connect(server);
        using var writer = Connect(server);
        reader.Ask("CHANGES", "FROM", "$");
        var value = new string('v', 100_000);
        for (var number = 0; number < 300; number++)
            Assert.Equal("OK", writer.Ask("SET", $"key{number}", value).Text);
        lock (server.Store.Gate)
            Assert.All(server.Context.Clients.All, session => Assert.True(session.PushedBytes < 1_000_000));
        for (var number = 0; number < 300; number++)
            Assert.Equal($"key{number}", ReadChange(reader).Elements[3].Elements[0].Elements[1].Text);
    }

    [Fact]
    public async Task There_are_no_more_streams_than_may_be()
    {
        await using var server = await StartAsync();
        var readers = Enumerable.Range(0, 65).Select(_ => Connect(server)).ToList();
        var answers = readers.ConvertAll(reader => reader.Ask("CHANGES", "FROM", "1"));
        Assert.All(answers[..64], answer => Assert.False(answer.IsError));
        Assert.Equal("ERR max number of streams reached", answers[64].Text);
        readers[0].Dispose();
        Assert.True(SpinWait.SpinUntil(() => !readers[64].Ask("CHANGES", "FROM", "1").IsError, Patience));
        readers.ForEach(reader => reader.Dispose());
    }

    [Fact]
    public async Task What_cannot_be_asked_for_is_refused_in_words()
    {
        await using var server = await StartAsync();
        using var client = Connect(server);
        Assert.Equal("ERR an index is a whole number from 1 on, or $", client.Ask("CHANGES", "FROM", "0").Text);
        Assert.Equal("ERR an index is a whole number from 1 on, or $", client.Ask("CHANGES", "FROM", "x").Text);
        foreach (var wrong in new string[][] { ["SINCE", "1"], ["FROM", "1", "PREFIX"], ["FROM", "1", "SUFFIX", "x"] })
        {
            Assert.Equal(
                "ERR CHANGES FROM index|$ [PREFIX prefix] [HISTORY identity]", client.Ask(["CHANGES", .. wrong]).Text);
        }

        Assert.Matches(
            "^OTHERHISTORY this is the history of [0-9a-f]{32}, not of me$", client.Ask("CHANGES", "FROM", "1", "HISTORY", "me").Text);
        Assert.StartsWith("ERR the newest entry of this node is ", client.Ask("CHANGES", "FROM", "1000").Text);
        Assert.Equal("ERR there is no snapshot yet: BGSAVE makes one", client.Ask("BACKUP").Text);
        Assert.Equal("OK", client.Ask("MULTI").Text);
        Assert.True(client.Ask("CHANGES", "FROM", "1").IsError);
        Assert.Equal("OK", client.Ask("DISCARD").Text);

        var options = new KeyValueOptions
        {
            Port = 0,
            Dir = _directory.File("users"),
            Users = { "reader on >pw ~mine:* +@read", "all on >pw ~* +@read" },
        };
        await using var guarded = await KeyValueServer.StartAsync(options);
        using var user = Connect(guarded);
        Assert.Equal("OK", user.Ask("AUTH", "reader", "pw").Text);
        Assert.StartsWith("NOPERM", user.Ask("CHANGES", "FROM", "1").Text);
        Assert.StartsWith("NOPERM", user.Ask("BACKUP").Text);
        Assert.Equal("OK", user.Ask("AUTH", "all", "pw").Text);
        Assert.StartsWith("NOPERM", user.Ask("BACKUP").Text);
        Assert.False(user.Ask("CHANGES", "FROM", "1").IsError);
    }

    [Fact]
    public async Task Nothing_is_kept_so_there_is_no_history()
    {
        await using var server = await KeyValueServer.StartAsync(new KeyValueOptions { Port = 0, AppendOnly = false });
        using var client = Connect(server);
        Assert.Equal("ERR nothing is kept on disk with appendonly no, so there is no history", client.Ask("CHANGES", "FROM", "1").Text);
    }

    [Fact]
    public async Task A_backup_is_a_snapshot_and_its_commands_make_the_same_keys()
    {
        await using var server = await StartAsync();
        using var client = Connect(server);
        for (var number = 0; number < 2000; number++)
            client.Ask("SET", $"key{number}", new string('v', number % 300), "PXAT", $"{4_102_444_800_000 + number}");
        for (var number = 0; number < 1000; number++)
            client.Ask("HSET", $"hash{number % 3}", $"f{number}", $"{number}");
        client.Ask("PEXPIREAT", "hash1", "4102444800000");
        client.Ask("SET", "binary", "a\r\n\0b");
        Assert.False(client.Ask("GROUP", "SNAPSHOT").IsError);
        client.Ask("SET", "later", "1");

        var begin = client.Ask("BACKUP");
        var path = _directory.File("backup");
        using (var file = File.Create(path))
        {
            while (client.Read() is var message && message.Elements[0].Text == "chunk")
                file.Write(message.Elements[1].Bytes.Span);
            Assert.Equal(begin.Elements[2].Integer, file.Length);
        }

        await using var other = await KeyValueServer.StartAsync(new KeyValueOptions { Port = 0, Dir = _directory.File("other") });
        using var copy = Connect(other);
        var summary = SnapshotFile.Read(path, (commands, count) =>
        {
            copy.AddRaw(commands);
            copy.Flush();
            for (; count > 0; count--)
                Assert.False(copy.Read().IsError);
        });
        Assert.Equal((begin.Elements[1].Integer, 2004L), ((long)summary.Index, summary.Keys));
        client.Ask("DEL", "later");
        Assert.Equal(client.Ask("DBSIZE").Integer, copy.Ask("DBSIZE").Integer);
        foreach (var key in new[] { "key0", "key1999", "binary" })
            Assert.Equal(client.Ask("GET", key).Text, copy.Ask("GET", key).Text);
        Assert.Equal(client.Ask("PEXPIRETIME", "key77").Integer, copy.Ask("PEXPIRETIME", "key77").Integer);
        Assert.Equal(4102444800000, copy.Ask("PEXPIRETIME", "hash1").Integer);
        Assert.Equal(334, copy.Ask("HLEN", "hash0").Integer);
        Assert.Equal("999", copy.Ask("HGET", "hash0", "f999").Text);
    }

    private static RespReply ReadChange(RespConnection reader)
    {
        var message = reader.Read();
        while (message.Elements[0].Text == "progress")
            message = reader.Read();
        Assert.Equal("change", message.Elements[0].Text);
        return message;
    }

    private Task<KeyValueServer> StartAsync() => KeyValueServer.StartAsync(new KeyValueOptions { Port = 0, Dir = _directory.File("data") });

    private static int Streams(KeyValueServer server)
    {
        lock (server.Store.Gate)
            return server.Context.Streams.Count;
    }

    private static RespConnection Connect(KeyValueServer server) =>
        RespConnection.Connect("127.0.0.1", server.EndPoint.Port, Patience);
}
