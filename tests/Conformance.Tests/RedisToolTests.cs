using System.Globalization;
using System.Text.RegularExpressions;
using FromScratch.Conformance.Tests.Servers;
using FromScratch.Conformance.Tests.Tools;
using FromScratch.TestKit.Processes;

namespace FromScratch.Conformance.Tests;

/// <summary>redis-cli and redis-benchmark, as they come with Redis.</summary>
public sealed partial class RedisToolTests
{
    public static TheoryData<ServerKind> Servers => [ServerKind.KeyValue, ServerKind.Redis];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_session_at_redis_cli_reads_alike(ServerKind kind)
    {
        var shell = Tool.Require("sh");
        var cli = Tool.Require("redis-cli");
        await using var server = await ConformanceServer.StartAsync(kind);
        var script = Path.Combine(ClientScript.Folder, "redis-cli.txt");
        var result = await ServerProcess.RunAsync(shell, ["-c", $"'{cli}' -p {server.Port} < '{script}'"]);
        var expected = await File.ReadAllTextAsync(Path.Combine(ClientScript.Folder, "redis-cli.expected.txt"));
        Assert.Equal(expected.TrimEnd('\n'), ConnectionId().Replace(result.Output, "id N").TrimEnd('\n'));
        Assert.Equal(0, result.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task The_biggest_keys_are_found(ServerKind kind)
    {
        await using var server = await ConformanceServer.StartAsync(kind);
        await Cli(server, "MSET", "small", "1", "large", new string('v', 5000));
        await Cli(server, "HSET", "h", "a", "1", "b", "2", "c", "3");
        var report = await Cli(server, "--bigkeys");
        Assert.Contains("Sampled 3 keys in the keyspace!", report);
        Assert.Matches("Biggest string found ['\"]*large['\"]* has 5000 bytes", report);
        Assert.Matches("Biggest +hash found ['\"]*h['\"]* has 3 fields", report);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task The_running_statistics_show_keys_clients_and_memory(ServerKind kind)
    {
        await using var server = await ConformanceServer.StartAsync(kind);
        await Cli(server, "MSET", "a", "1", "b", "2");
        await using var stat = ServerProcess.Start(
            Tool.Require("redis-cli"), ["-p", server.Port.ToString(CultureInfo.InvariantCulture), "--stat", "-i", "0.05"]);
        await stat.WaitForLineAsync(@"^2 +[\d.]+[BKMG]? +1 +0 +\d+ \(\+\d+\) +\d+");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Redis_benchmark_runs_clean(ServerKind kind)
    {
        await using var server = await ConformanceServer.StartAsync(kind);
        var result = await ServerProcess.RunAsync(
            Tool.Require("redis-benchmark"),
            [
                "-p", server.Port.ToString(CultureInfo.InvariantCulture),
                .. "-t ping,set,get,incr,mset,hset -P 16 -q -n 20000".Split(' '),
            ],
            TimeSpan.FromSeconds(60));
        Assert.Equal(0, result.ExitCode);
        foreach (var test in (string[])["PING_INLINE", "PING_MBULK", "SET", "GET", "INCR", "HSET", @"MSET \(10 keys\)"])
            Assert.Matches($@"{test}: \d+\.\d+ requests per second", result.Output);
        Assert.DoesNotContain("rror", result.Output, StringComparison.Ordinal);
        Assert.Equal("20000", await Cli(server, "GET", "counter:__rand_int__"));
        Assert.False(server.HasExited);
    }

    private static async Task<string> Cli(ConformanceServer server, params string[] arguments)
    {
        var result = await ServerProcess.RunAsync(
            Tool.Require("redis-cli"), ["-p", server.Port.ToString(CultureInfo.InvariantCulture), .. arguments]);
        Assert.True(result.ExitCode == 0, result.Output);
        return result.Output;
    }

    [GeneratedRegex(@"^id \d+$", RegexOptions.Multiline)]
    private static partial Regex ConnectionId();
}
