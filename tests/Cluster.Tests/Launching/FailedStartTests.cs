using FromScratch.TestKit.Sockets;

namespace FromScratch.Cluster.Tests.Launching;

public class FailedStartTests
{
    private readonly int _port = FreePorts.Find(1);

    [Fact]
    public async Task A_node_that_ends_at_once_fails_the_start_with_its_last_words()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a shell");
        await using var cluster = TestCluster.FromText(
            $$"""{ "roles": { "broken": { "command": "sh", "args": ["-c", "echo bad switch; exit 2"], "port": {{_port}} } } }""");
        var result = await cluster.RunAsync("up", "--detach");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("broken-1 ended while starting: bad switch", result.Output);
        Assert.False(File.Exists(cluster.EndpointsFile));
    }

    [Fact]
    public async Task A_node_that_never_serves_fails_the_start_in_bounded_time()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a shell");
        await using var cluster = TestCluster.FromText(
            $$"""{ "readyTimeoutMs": 300, "roles": { "mute": { "command": "sleep", "args": ["60"], "port": {{FreePorts.Find(1)}} } } }""");
        var result = await cluster.RunAsync("up", "--detach");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("mute-1 is not ready after 300 ms", result.Output);
        Assert.False(File.Exists(cluster.EndpointsFile));
    }

    [Fact]
    public async Task A_program_that_does_not_exist_is_named()
    {
        await using var cluster = TestCluster.FromText(
            $$"""{ "roles": { "cache": { "command": "./no-such-program", "port": {{FreePorts.Find(1)}} } } }""");
        var result = await cluster.RunAsync("up", "--detach");
        Assert.Equal(2, result.ExitCode);
        Assert.Equal("cluster.json: roles.cache.command: ./no-such-program does not exist", result.Output.Trim());
    }

    [Theory]
    [InlineData("down", "now")]
    [InlineData("kill")]
    [InlineData("--no-such-option")]
    [InlineData("demo", "--lookups", "many")]
    public async Task A_bad_command_line_is_one_line_and_exit_code_2(params string[] arguments)
    {
        await using var cluster = TestCluster.FromText("{}");
        var result = await cluster.RunAsync(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Single(result.Output.Trim().Split('\n'));
    }
}
