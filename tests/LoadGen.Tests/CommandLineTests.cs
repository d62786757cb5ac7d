using FromScratch.LoadGen.Cli;

namespace FromScratch.LoadGen.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--rate", "fast")]
    [InlineData("--rate", "-1")]
    [InlineData("--server", "nowhere")]
    [InlineData("--server", "host:0")]
    [InlineData("--server", "host:70000")]
    [InlineData("--value-size", "10-")]
    [InlineData("--value-size", "2000000")]
    [InlineData("--key-distribution", "zipf")]
    [InlineData("--key-size", "8")]
    [InlineData("--key-size", "251")]
    [InlineData("--ratio", "0:0")]
    [InlineData("--ratio", "1")]
    [InlineData("--duration", "0")]
    [InlineData("--duration", "NaN")]
    [InlineData("--connections", "0")]
    [InlineData("--multiget", "1001")]
    public void A_bad_value_is_refused_with_one_line_that_names_option_and_value(string option, string value)
    {
        var line = Refusal("cache", option, value);
        Assert.Contains(option, line, StringComparison.Ordinal);
        Assert.Contains($"'{value}'", line, StringComparison.Ordinal);
        Assert.Contains("expected", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--server", "host:70000")]
    [InlineData("--value-size", "10-")]
    [InlineData("--ratio", "1")]
    public void The_key_value_command_refuses_the_same(string option, string value) =>
        Assert.Contains($"{option} '{value}'", Refusal("kv", option, value), StringComparison.Ordinal);

    [Fact]
    public void An_option_of_another_command_is_refused() =>
        Assert.Contains("--look-aside", Refusal("kv", "--look-aside"), StringComparison.Ordinal);

    [Fact]
    public void An_unknown_option_is_refused_with_one_line() =>
        Assert.Contains("--bogus", Refusal("cache", "--bogus"), StringComparison.Ordinal);

    [Fact]
    public void More_threads_than_connections_are_refused() =>
        Assert.Contains("--threads", Refusal("cache", "--threads", "4", "--connections", "2"), StringComparison.Ordinal);

    [Fact]
    public void A_prefix_that_leaves_no_room_for_digits_is_refused() =>
        Assert.Contains("--key-prefix", Refusal("cache", "--key-prefix", "abcdefgh", "--key-size", "16"), StringComparison.Ordinal);

    private static string Refusal(params string[] args)
    {
        using var error = new StringWriter();
        Assert.Equal(LoadCli.ExitBadOption, LoadCli.Run(args, error));
        return Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
