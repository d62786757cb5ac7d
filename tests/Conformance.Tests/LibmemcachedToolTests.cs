using System.Globalization;
using FromScratch.Conformance.Tests.Servers;
using FromScratch.Conformance.Tests.Tools;
using FromScratch.TestKit;
using FromScratch.TestKit.Processes;

namespace FromScratch.Conformance.Tests;

/// <summary>The command line tools of libmemcached, each over both protocols.</summary>
public sealed class LibmemcachedToolTests
{
    public static TheoryData<ServerKind, bool> Servers => new()
    {
        { ServerKind.FromScratch, false },
        { ServerKind.FromScratch, true },
        { ServerKind.Memcached, false },
        { ServerKind.Memcached, true },
    };

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_file_goes_in_is_found_and_touched_comes_out_and_is_removed(ServerKind kind, bool binary)
    {
        await using var server = await ConformanceServer.StartAsync(kind);
        using var directory = new TempDirectory();
        var file = directory.Write("greeting.txt", "hello, cache");

        await Succeeds(server, binary, "memccp", file);
        Assert.Equal("hello, cache", (await Succeeds(server, binary, "memccat", "greeting.txt")).TrimEnd());
        await Succeeds(server, binary, "memcexist", "greeting.txt");
        await Succeeds(server, binary, "memctouch", "--expire=100", "greeting.txt");
        Assert.Equal("hello, cache", (await Succeeds(server, binary, "memccat", "greeting.txt")).TrimEnd());
        await Succeeds(server, binary, "memcrm", "greeting.txt");
        await Fails(server, binary, "memcexist", "greeting.txt");
        await Fails(server, binary, "memccat", "greeting.txt");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_flush_empties_the_server(ServerKind kind, bool binary)
    {
        await using var server = await ConformanceServer.StartAsync(kind);
        using var directory = new TempDirectory();

        await Succeeds(server, binary, "memccp", directory.Write("gone.txt", "soon gone"));
        await Succeeds(server, binary, "memcflush");
        await Fails(server, binary, "memcexist", "gone.txt");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Ping_and_statistics_answer(ServerKind kind, bool binary)
    {
        await using var server = await ConformanceServer.StartAsync(kind);

        await Succeeds(server, binary: false, "memcping"); // knows no other protocol
        var statistics = await Succeeds(server, binary, "memcstat");
        foreach (var name in new[] { "pid", "uptime", "version", "curr_connections", "cmd_get", "get_hits", "bytes", "limit_maxbytes" })
            Assert.Contains($"\t{name}: ", statistics, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_short_load_of_sets_gets_and_multigets_is_served(ServerKind kind, bool binary)
    {
        await using var server = await ConformanceServer.StartAsync(kind);

        foreach (var test in new[] { "set", "get", "mget" })
        {
            var report = await Succeeds(server, binary, "memcslap", $"--test={test}", "--concurrency=4", "--execute-number=500", "--flush");
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{2000,7} keys by"), report, StringComparison.Ordinal);
        }
    }

    private static async Task<string> Succeeds(ConformanceServer server, bool binary, string tool, params string[] arguments)
    {
        var result = await Run(server, binary, tool, arguments);
        Assert.True(result.ExitCode == 0, $"{tool} ended with {result.ExitCode}:\n{result.Output}");
        return result.Output;
    }

    private static async Task Fails(ConformanceServer server, bool binary, string tool, params string[] arguments)
    {
        var result = await Run(server, binary, tool, arguments);
        Assert.True(result.ExitCode == 1, $"{tool} ended with {result.ExitCode}:\n{result.Output}");
    }

    private static Task<ProcessResult> Run(ConformanceServer server, bool binary, string tool, string[] arguments)
    {
        string[] protocol = binary ? ["--binary"] : [];
        return ServerProcess.RunAsync(Tool.Require(tool), [$"--servers={server.HostAndPort}", .. protocol, .. arguments]);
    }
}
