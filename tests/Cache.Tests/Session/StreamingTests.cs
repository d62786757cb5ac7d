using System.Text;
using FromScratch.Transport;

namespace FromScratch.Cache.Tests.Session;

/// <summary>Long requests, long replies, and whose turn it is.</summary>
public sealed class StreamingTests
{
    private static string Keys(int count) => string.Join(' ', Enumerable.Range(0, count).Select(i => $"key{i}"));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(1_000_000)]
    public void A_multiget_of_any_length_is_answered_however_it_is_cut(int piece)
    {
        const int count = 10_000;
        using var cache = new CacheUnderTest();
        using var client = cache.Connect(softLimitBytes: 4096);
        var expected = new StringBuilder();
        for (var i = 0; i < count; i += 10)
        {
            client.Feed($"set key{i} 0 0 3 noreply\r\nabc\r\n");
            expected.Append($"VALUE key{i} 0 3\r\nabc\r\n");
        }

        var request = $"get {Keys(count)}\r\nmn\r\n";
        for (var at = 0; at < request.Length; at += piece)
            client.Feed(request.Substring(at, Math.Min(piece, request.Length - at)));
        Assert.Equal(expected + "END\r\nMN\r\n", client.TakeText());
        Assert.Equal(count, cache.Counters.CmdGet);
        Assert.Equal(count / 10, cache.Counters.GetHits);
    }

    [Fact]
    public void An_unfinished_multiget_holds_at_most_a_key()
    {
        using var cache = new CacheUnderTest();
        using var client = cache.Connect();
        client.Feed("gets " + Keys(10_000));
        Assert.InRange(client.UnconsumedBytes, 0, 251);
        client.Feed(new string('x', 252));
        Assert.Equal("CLIENT_ERROR bad command line format\r\n", client.TakeText());
        client.Feed(new string('x', 10_000));
        Assert.Equal(0, client.UnconsumedBytes);
        Assert.Equal("MN\r\n", client.Exchange(" more\r\nmn\r\n"));
    }

    [Fact]
    public void A_long_line_of_spaces_has_no_key()
    {
        using var cache = new CacheUnderTest();
        using var client = cache.Connect();
        client.Feed("get " + new string(' ', 5000));
        Assert.Equal("CLIENT_ERROR bad command line format\r\nMN\r\n", client.Exchange("\r\nmn\r\n"));
    }

    [Fact]
    public void Nothing_is_executed_while_the_peer_does_not_read()
    {
        using var cache = new CacheUnderTest();
        using var client = cache.Connect(softLimitBytes: 10_000);
        client.Exchange($"set k 0 0 1000\r\n{new string('v', 1000)}\r\n");
        client.PeerReads = false;
        for (var i = 0; i < 1000; i++)
            client.Feed("get k\r\n");
        Assert.InRange(client.UnsentBytes, 10_000, 12_000);
        client.PeerReads = true;
        client.Feed("mn\r\n");
        Assert.Equal(1000, cache.Counters.CmdGet);
        Assert.Equal(1000, client.TakeText().Split("END").Length - 1);
    }

    [Fact]
    public void A_deep_pipeline_gives_way_after_20_requests()
    {
        using var cache = new CacheUnderTest();
        using var client = cache.Connect();
        client.Feed(string.Concat(Enumerable.Repeat("mn\r\n", 100)));
        Assert.Equal(100 * 4, client.TakeText().Length);
        Assert.Equal(5, client.Turns);
        Assert.Equal(SessionNext.NeedInput, client.State);
    }

    [Fact]
    public void A_value_says_how_many_bytes_it_waits_for()
    {
        using var cache = new CacheUnderTest();
        using var client = cache.Connect();
        client.HonoursInputBytesWanted = true;
        client.Feed("set k 0 0 1000\r\n");
        var turns = client.Turns;
        for (var i = 0; i < 10; i++)
            client.Feed(new string('v', 100));
        Assert.Equal(turns, client.Turns);
        Assert.Equal("STORED\r\n", client.Exchange("\r\n"));
    }

    [Fact]
    public void A_long_statistic_is_resumed_and_the_next_command_waits_for_it()
    {
        using var cache = new CacheUnderTest();
        using var client = cache.Connect(softLimitBytes: 256);
        for (var i = 0; i < 500; i++)
            client.Feed($"set key{i} 0 0 1 noreply\r\na\r\n");
        client.Feed("lru_crawler metadump all\r\nmn\r\n");
        var text = client.TakeText();
        Assert.Equal(500, text.Split("key=key").Length - 1);
        Assert.EndsWith("END\r\nMN\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_watcher_gets_lines_and_is_not_listened_to()
    {
        using var cache = new CacheUnderTest();
        using var watcher = cache.Connect();
        using var client = cache.Connect();
        Assert.Equal("OK\r\n", watcher.Exchange("watch fetchers mutations\r\n"));
        client.Exchange("set k 0 0 1\r\na\r\nget k\r\nmg z v\r\n");
        watcher.Pump();
        var lines = watcher.TakeText();
        Assert.Contains("type=item_store key=k status=stored cmd=set", lines, StringComparison.Ordinal);
        Assert.Contains("type=item_get key=k status=found", lines, StringComparison.Ordinal);
        Assert.Contains("type=item_get key=z status=not_found", lines, StringComparison.Ordinal);
        Assert.Equal("", watcher.Exchange("get k\r\n"));
    }
}
