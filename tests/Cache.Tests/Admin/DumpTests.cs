using System.Text.RegularExpressions;

namespace FromScratch.Cache.Tests.Admin;

public sealed partial class DumpTests
{
    [Fact]
    public void Metadump_tells_everything_about_an_item()
    {
        using var fixture = new AdminFixture();
        var start = fixture.Clock.UnixSeconds;
        fixture.Set("foo:a %", "abc", flags: 5, exptime: 100);
        fixture.Clock.AdvanceSeconds(10);
        var lines = fixture.Send("lru_crawler metadump all").Split("\r\n");
        Assert.Equal("OK", lines[0]);
        Assert.Matches($"^key=foo%3Aa%20%25 exp={start + 100} la={start} cas=[0-9]+ fetch=no cls=1 size=[0-9]+ flags=5\nEND$", lines[1]);
    }

    [Fact]
    public void Metadump_shows_items_that_never_die_and_were_fetched()
    {
        using var fixture = new AdminFixture();
        fixture.Set("a");
        fixture.Clock.AdvanceSeconds(10);
        Assert.True(fixture.Get("a"));
        var dump = fixture.Send("lru_crawler metadump 1");
        Assert.Contains(" exp=-1 ", dump, StringComparison.Ordinal);
        Assert.Contains($" la={fixture.Clock.UnixSeconds} ", dump, StringComparison.Ordinal);
        Assert.Contains(" fetch=yes ", dump, StringComparison.Ordinal);
    }

    [Fact]
    public void Metadump_leaves_out_what_has_expired()
    {
        using var fixture = new AdminFixture();
        fixture.Set("dead", exptime: 5);
        fixture.Set("alive", exptime: 50);
        fixture.Clock.AdvanceSeconds(10);
        Assert.Equal(["alive"], KeysOf(fixture.Send("lru_crawler metadump hash")));
    }

    [Fact]
    public void Ten_thousand_items_pass_through_a_small_output_each_of_them()
    {
        using var fixture = new AdminFixture();
        var keys = Enumerable.Range(0, 10_000).Select(i => $"key{i}").ToArray();
        foreach (var key in keys)
            fixture.Set(key);
        var dump = fixture.Send("lru_crawler metadump all", softLimitBytes: 4096, out var turns);
        Assert.Equal(keys.Order(), KeysOf(dump).Distinct().Order());
        Assert.EndsWith("\nEND\r\n", dump, StringComparison.Ordinal);
        Assert.True(turns > 100, $"{turns} turns: the dump was buffered");
        Assert.True(long.Parse(fixture.Stats()["crawler_items_checked"]) >= 10_000);
    }

    [Fact]
    public void Items_written_and_removed_during_a_dump_do_not_disturb_it()
    {
        using var fixture = new AdminFixture();
        for (var i = 0; i < 2000; i++)
            fixture.Set($"stays{i}");
        var output = new Core.Buffers.OutputBuffer(softLimitBytes: 4096);
        var reply = fixture.Admin.Execute("lru_crawler metadump all"u8, fixture.Connection, output).Reply!;
        var dump = "";
        for (var turn = 0; ; turn++)
        {
            dump += System.Text.Encoding.ASCII.GetString(output.Written);
            output.Clear();
            fixture.Set($"new{turn}");
            if (reply.WriteMore(output))
                break;
        }

        dump += System.Text.Encoding.ASCII.GetString(output.Written);
        Assert.Equal(2000, KeysOf(dump).Distinct().Count(key => key.StartsWith("stays", StringComparison.Ordinal)));
    }

    [Fact]
    public void Mgdump_writes_lines_that_can_be_sent_back()
    {
        using var fixture = new AdminFixture();
        fixture.Set("plain");
        Assert.Equal("OK\r\nmg plain\r\nEN\r\n", fixture.Send("lru_crawler mgdump all"));
    }

    [Fact]
    public void Mgdump_writes_keys_that_break_lines_in_base64()
    {
        using var fixture = new AdminFixture();
        fixture.Set("a b\r\n");
        Assert.Equal("OK\r\nmg YSBiDQo= b\r\nEN\r\n", fixture.Send("lru_crawler mgdump 1"));
    }

    private static string[] KeysOf(string dump) => [.. KeyField().Matches(dump).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("key=([^ ]+) ")]
    private static partial Regex KeyField();
}
