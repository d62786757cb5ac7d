using FromScratch.Hosting.CommandLine;
using FromScratch.Hosting.Options;
using FromScratch.TestKit;
using Microsoft.Extensions.Configuration;

namespace FromScratch.Hosting.Tests;

public sealed class ConfigurationReaderTests
{
    [Theory]
    [InlineData("Port", "abc", "Demo:Port = \"abc\": allowed is a whole number")]
    [InlineData("Port", "70000", "Demo:Port = \"70000\": allowed is 0 to 65535")]
    [InlineData("Verbose", "maybe", "Demo:Verbose = \"maybe\": allowed is true or false")]
    [InlineData("Colour", "blue", "Demo:Colour = \"blue\": allowed is red, green")]
    [InlineData("Colour", "7", "Demo:Colour = \"7\": allowed is red, green")]
    [InlineData("Prot", "1", "Demo:Prot is no option of this program: see --help")]
    public void A_bad_option_is_one_line_with_key_value_and_what_is_allowed(string key, string value, string expected)
    {
        var error = Assert.Throws<BadOptionException>(() => Bind((key, value)));
        Assert.Equal(expected, error.Message);
    }

    [Fact]
    public void Options_keep_their_defaults_and_take_what_is_set()
    {
        var options = Bind(("Colour", "green"));
        Assert.Equal((7, DemoColour.Green), (options.Port, options.Colour));
        Assert.Equal(7, Bind().Port);
    }

    [Fact]
    public void The_command_line_wins_over_files_and_later_files_over_earlier()
    {
        using var folder = new TempDirectory();
        var line = new ParsedCommandLine();
        line.ConfigFiles.Add(folder.Write("a.json", """{ "Demo": { "Port": 1, "Colour": "red", "Verbose": true } }"""));
        line.ConfigFiles.Add(folder.Write("b.json", """{ "Demo": { "Port": 2, "Colour": "green" } }"""));
        line.Set("Demo:Port", "3");
        var options = ConfigurationReader.Bind(Demo.Definition, ConfigurationReader.Read(line));
        Assert.Equal((3, DemoColour.Green, true), (options.Port, options.Colour, options.Verbose));
    }

    [Theory]
    [InlineData("missing.json", null)]
    [InlineData("broken.json", "{ \"Demo\": ")]
    public void A_file_that_cannot_be_read_is_a_bad_option(string name, string? content)
    {
        using var folder = new TempDirectory();
        if (content is not null)
            folder.Write(name, content);
        var line = new ParsedCommandLine();
        line.ConfigFiles.Add(folder.File(name));
        var error = Assert.Throws<BadOptionException>(() => ConfigurationReader.Read(line));
        Assert.Contains(name, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void What_is_set_is_described_without_secrets()
    {
        var configuration = Configuration(("Port", "1"), ("Password", "secret"));
        Assert.Equal("Demo:Password = ***\nDemo:Port = 1\nconfiguration ok\n", ConfigurationReader.Describe("Demo", configuration));
    }

    private static DemoOptions Bind(params (string Key, string Value)[] settings) =>
        ConfigurationReader.Bind(Demo.Definition, Configuration(settings));

    private static IConfigurationRoot Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>("Demo:" + s.Key, s.Value)))
            .Build();
}
