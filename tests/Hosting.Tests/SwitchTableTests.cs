using FromScratch.Hosting.CommandLine;

namespace FromScratch.Hosting.Tests;

public sealed class SwitchTableTests
{
    private readonly SwitchTable _table = new("A demo.",
    [
        Switch.ForKey('p', "port", "PORT", "Demo:Port", "TCP port"),
        Switch.Flag('v', "verbose", "Demo:Verbose", "true", "say more"),
        new('V', "version", null, "a server may give a common name its letter", (line, _) => Version(line)),
        new('o', null, "LIST", "odd ones", (line, value) => value == "good" ? null : "good"),
    ]);

    [Theory]
    [InlineData("-p 1")]
    [InlineData("-p1")]
    [InlineData("--port 1")]
    [InlineData("--port=1")]
    [InlineData("--Demo:Port=1")]
    [InlineData("--Demo:Port 1")]
    public void A_value_may_be_written_every_usual_way(string args)
    {
        var line = Parse(args);
        Assert.Null(line.Error);
        Assert.Equal([new("Demo:Port", "1")], line.Settings);
    }

    [Fact]
    public void Letters_may_stand_together_and_repeat()
    {
        var times = 0;
        var table = new SwitchTable("A demo.",
        [
            Switch.ForKey('p', "port", "PORT", "Demo:Port", "TCP port"),
            new('v', "verbose", null, "say more", (_, _) => ++times > 0 ? null : ""),
        ]);
        var line = table.Parse(["-vvp11211", "-v"]);
        Assert.Null(line.Error);
        Assert.Equal("11211", line.Settings["Demo:Port"]);
        Assert.Equal(3, times);
    }

    [Fact]
    public void A_repeated_key_takes_the_last_value() => Assert.Equal("2", Parse("-p 1 --port 2").Settings["Demo:Port"]);

    [Theory]
    [InlineData("-x", "\"-x\"")]
    [InlineData("--nothing", "\"--nothing\"")]
    [InlineData("-p", "'-p'")]
    [InlineData("--port", "'--port'")]
    [InlineData("--Demo:Port", "--Demo:Port needs a value")]
    [InlineData("stray", "\"stray\"")]
    [InlineData("-o bad", "-o = \"bad\": allowed is good")]
    public void What_is_wrong_is_named_in_one_line(string args, string named)
    {
        var error = Parse(args).Error;
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error!);
    }

    [Fact]
    public void Every_host_takes_the_common_switches()
    {
        var line = Parse("-V --check-config --config a.json --config=b.json");
        Assert.True(line is { VersionAsked: true, CheckConfigAsked: true, HelpAsked: false });
        Assert.Equal(["a.json", "b.json"], line.ConfigFiles);
        Assert.True(Parse("--help").HelpAsked);
    }

    private static string? Version(ParsedCommandLine line)
    {
        line.VersionAsked = true;
        return null;
    }

    private ParsedCommandLine Parse(string args) => _table.Parse(args.Split(' '));
}
