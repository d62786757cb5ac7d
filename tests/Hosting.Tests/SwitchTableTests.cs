using FromScratch.Hosting.CommandLine;

namespace FromScratch.Hosting.Tests;

public sealed class SwitchTableTests
{
    private readonly SwitchTable _table = new(
    [
        Switch.ForKey('p', "port", "PORT", "Demo:Port", "TCP port"),
        Switch.Flag('v', "verbose", "Demo:Verbose", "true", "say more"),
        Switch.Flag('h', "help", "Demo:Ignored", "x", "a server may take over a common name"),
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
    public void Letters_may_stand_together()
    {
        var line = Parse("-vvp11211");
        Assert.Equal(["Demo:Verbose=true", "Demo:Verbose=true", "Demo:Port=11211"], line.Settings.Select(s => s.Key + "=" + s.Value));
    }

    [Theory]
    [InlineData("-x", "unknown switch -x: see --help")]
    [InlineData("--nothing", "unknown switch --nothing: see --help")]
    [InlineData("-p", "-p needs a value: PORT")]
    [InlineData("-vp", "-p needs a value: PORT")]
    [InlineData("--port", "--port needs a value: PORT")]
    [InlineData("--verbose=1", "--verbose takes no value")]
    [InlineData("--Demo:Port", "--Demo:Port needs a value")]
    [InlineData("stray", "unexpected argument \"stray\": see --help")]
    [InlineData("-o bad", "-o = \"bad\": allowed is good")]
    public void What_is_wrong_is_named(string args, string error) => Assert.Equal(error, Parse(args).Error);

    [Fact]
    public void Every_host_takes_the_common_switches()
    {
        var line = Parse("--version --check-config --config a.json --config=b.json");
        Assert.True(line is { VersionAsked: true, CheckConfigAsked: true, HelpAsked: false });
        Assert.Equal(["a.json", "b.json"], line.ConfigFiles);
        Assert.Contains("  -p, --port PORT                TCP port\n", _table.Help());
        Assert.Contains("      --check-config ", _table.Help());
    }

    private ParsedCommandLine Parse(string args) => _table.Parse(args.Split(' '));
}
