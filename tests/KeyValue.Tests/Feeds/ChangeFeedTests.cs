using System.Globalization;
using System.Text;
using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.KeyValue.Client;
using FromScratch.KeyValue.Feeds;
using FromScratch.KeyValue.Store;
using FromScratch.KeyValue.Tests.Store;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Replies;

namespace FromScratch.KeyValue.Tests.Feeds;

/// <summary>The stream without a session, over a store on a simulated disk.</summary>
public sealed class ChangeFeedTests
{
    private readonly FakeClient _client = new();

    [Fact]
    public async Task Every_change_comes_once_in_order_whatever_entry_is_asked_for()
    {
        await using var store = new StoreHarness().Open();
        var expected = new List<string>();
        for (var number = 0; number < 50; number++)
        {
            store.Run(_client, "SET", $"key{number}", "v");
            expected.Add($"{store.Stats.AppliedIndex} [SET key{number} v]");
        }

        for (var first = 0; first < 50; first += 7)
        {
            var from = ulong.Parse(expected[first].Split(' ')[0], CultureInfo.InvariantCulture);
            using var feed = Feed(store, from);
            Assert.Equal(expected.Skip(first), Read(feed, out var turn));
            Assert.Equal(StreamTurn.Idle, turn);
        }
    }

    [Fact]
    public async Task What_comes_later_is_delivered_by_the_next_turn()
    {
        await using var store = new StoreHarness().Open();
        using var feed = Feed(store, store.Stats.AppliedIndex + 1);
        Assert.Empty(Read(feed, out _));
        store.Run(_client, "SET", "a", "1");
        Assert.Equal(1UL, feed.LagEntries);
        Assert.Equal(["2 [SET a 1]"], Read(feed, out _));
        Assert.Empty(Read(feed, out _));
        Assert.Equal(0UL, feed.LagEntries);
    }

    [Fact]
    public async Task A_transaction_is_one_change_and_one_that_was_aborted_is_none()
    {
        await using var store = new StoreHarness().Open();
        store.Run(_client, "SET", "a", "1");
        var version = store.VersionOf("a");
        WatchedKey[] watched = [new("a"u8.ToArray(), version)];
        store.SubmitTransaction(_client, watched, ["SET", "a", "2"], ["HSET", "h", "f", "v"]);
        store.Finish(_client);
        store.SubmitTransaction(_client, watched, ["SET", "a", "3"]);
        Assert.Equal("*-1", store.Finish(_client));
        store.Run(_client, "DEL", "a");
        using var feed = Feed(store, 1);
        string[] expected = ["2 [SET a 1]", "3 [SET a 2] [HSET h f v]", "5 [DEL a]"];
        Assert.Equal(expected, Read(feed, out _));

        // After a restart the log is executed again, and it is known again.
        await store.ReopenAsync();
        using var again = Feed(store, 1);
        Assert.Equal(expected, Read(again, out _));
    }

    [Fact]
    public async Task Behind_a_snapshot_nobody_knows_what_became_of_a_transaction()
    {
        await using var store = new StoreHarness().Open();
        store.Run(_client, "SET", "a", "1");
        WatchedKey[] watched = [new("a"u8.ToArray(), store.VersionOf("a"))];
        store.SubmitTransaction(_client, watched, ["SET", "a", "2"]);
        store.Finish(_client);
        Assert.Null(store.Store.TakeSnapshot());
        await store.ReopenAsync();
        using var feed = Feed(store, 1);
        Assert.Equal(
            ["2 [SET a 1]", "-COMPACTED the log begins at entry 4: take a BACKUP, and go on behind its entry"], Read(feed, out var turn));
        Assert.Equal(StreamTurn.Ended, turn);
    }

    [Fact]
    public async Task Entries_without_changes_are_told_of_as_progress_once_a_second()
    {
        await using var store = new StoreHarness().Open();
        using var feed = Feed(store, 1, "wanted:");
        store.Run(_client, "SET", "other", "1");
        Assert.Empty(Read(feed, out _));
        store.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["progress 2"], Read(feed, out _));
        store.Run(_client, "MSET", "other", "2", "wanted:a", "3");
        store.Run(_client, "FLUSHALL");
        var changes = Read(feed, out _).Where(line => !line.StartsWith("progress", StringComparison.Ordinal));
        Assert.Equal(["3 [MSET other 2 wanted:a 3]", "4 [FLUSHALL]"], changes);
    }

    [Fact]
    public async Task A_reader_that_fell_behind_the_log_is_told_where_it_begins()
    {
        await using var store = new StoreHarness().Open();
        using var feed = Feed(store, 1);
        for (var number = 0; number < 400; number++)
            store.Run(_client, "SET", $"key{number % 10}", new string('v', 1000));
        Assert.Null(store.Store.TakeSnapshot());
        store.Run(_client, "SET", "last", "1");
        Assert.True(SpinWait.SpinUntil(() => store.Stats.FirstIndex > 1, TimeSpan.FromSeconds(30)));
        var lines = Read(feed, out var turn);
        Assert.Matches("^-COMPACTED the log begins at entry [1-9]\\d+: take a BACKUP, and go on behind its entry$", lines[^1]);
        Assert.Equal(StreamTurn.Ended, turn);
    }

    [Fact]
    public async Task Applying_a_feed_in_order_gives_the_same_keys()
    {
        await using var store = new StoreHarness(seed: 7).Open();
        var random = new SeededRandom(7);
        for (var number = 0; number < 500; number++)
        {
            var key = $"k{random.NextInt32(20)}";
            _ = random.NextInt32(5) switch
            {
                0 => store.Run(_client, "SET", key, $"{number}", "NX"),
                1 => store.Run(_client, "DEL", key),
                2 => store.Run(_client, "APPEND", key, "x"),
                3 => store.Run(_client, "RENAME", key, $"k{random.NextInt32(20)}"),
                _ => store.Run(_client, "SET", key, $"{number}"),
            };
        }

        await using var copy = new StoreHarness(seed: 8).Open();
        using var feed = Feed(store, 1);
        foreach (var message in ReadAll(feed).Where(message => message.Elements[0].Text == "change"))
        {
            foreach (var command in message.Elements[3].Elements)
                copy.Run(_client, [.. command.Elements.Select(word => word.Text)]);
        }

        Assert.Equal(Contents(store), Contents(copy));
    }

    private static string Contents(StoreHarness store) =>
        string.Join(' ', Enumerable.Range(0, 20).Select(number => store.Run(new FakeClient(), "GET", $"k{number}")));

    private static ChangeFeed Feed(StoreHarness store, ulong from, string prefix = "") =>
        new(store.Store, store.Clock.Time, RespVersion.Resp3, from, Encoding.UTF8.GetBytes(prefix));

    private static List<string> Read(SessionStream stream, out StreamTurn turn)
    {
        var lines = new List<string>();
        do
        {
            foreach (var message in ReadTurn(stream, out turn))
                lines.Add(Text(message));
        }
        while (turn is StreamTurn.More or StreamTurn.Soon);
        return lines;
    }

    private static List<RespReply> ReadAll(SessionStream stream)
    {
        var messages = new List<RespReply>();
        StreamTurn turn;
        do
            messages.AddRange(ReadTurn(stream, out turn));
        while (turn is StreamTurn.More or StreamTurn.Soon);
        return messages;
    }

    private static List<RespReply> ReadTurn(SessionStream stream, out StreamTurn turn)
    {
        var output = new OutputBuffer();
        turn = stream.Produce(output);
        var messages = new List<RespReply>();
        var scanner = new ReplyScanner();
        var rest = output.Written;
        while (!rest.IsEmpty)
        {
            Assert.Equal(DecodeStatus.Done, scanner.Scan(rest, ReplyLimits.Default, out var length));
            messages.Add(RespReply.Parse(rest[..length]));
            rest = rest[length..];
        }

        return messages;
    }

    private static string Text(RespReply message) => message switch
    {
        { IsError: true } => "-" + message.Text,
        { Elements: [{ Text: "progress" }, var index, _] } => $"progress {index.Integer}",
        _ => $"{message.Elements[1].Integer} " + string.Join(
            ' ', message.Elements[3].Elements.Select(command => $"[{string.Join(' ', command.Elements.Select(word => word.Text))}]")),
    };
}
