using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FromScratch.Launcher.Processes;

namespace FromScratch.Cluster.Tests.Launching;

public class VerbTests
{
    private const int SigInt = 2;
    private const int SigStop = 19;

    [Fact]
    public async Task A_cluster_goes_up_loses_a_node_gets_it_back_and_goes_down()
    {
        await using var cluster = TestCluster.Create();
        await cluster.DoAsync("up", "--detach");
        var pids = cluster.Pids();
        Assert.Equal(["cache-1", "cache-2", "cache-3"], pids.Keys.Order());
        Assert.Equal(3, Lines(await cluster.DoAsync("status"), " up ").Length);

        await cluster.DoAsync("kill", "cache-2");
        Assert.Null(ProcessIdentity.Read(pids["cache-2"]));
        var status = await cluster.RunAsync("status");
        Assert.Equal(1, status.ExitCode);
        Assert.StartsWith("cache-2 down", Assert.Single(Lines(status.Output, " down ")));
        Assert.Equal(2, Lines(status.Output, " up ").Length);

        await cluster.DoAsync("start", "cache-2");
        await cluster.DoAsync("status");
        Assert.NotEqual(pids["cache-2"], cluster.Pids()["cache-2"]);
        Assert.Equal(pids["cache-1"], cluster.Pids()["cache-1"]);

        var last = cluster.Pids();
        await cluster.DoAsync("down");
        Assert.All(last.Values, pid => Assert.Null(ProcessIdentity.Read(pid)));
        Assert.False(File.Exists(cluster.EndpointsFile));
        Assert.Equal(1, (await cluster.RunAsync("status")).ExitCode);
    }

    [Fact]
    public async Task A_second_up_changes_nothing_that_runs()
    {
        await using var cluster = TestCluster.Create();
        await cluster.DoAsync("up", "--detach");
        var pids = cluster.Pids();

        var refused = await cluster.RunAsync("up");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains($"already running: cache-1 (pid {pids["cache-1"]}", refused.Output);
        Assert.Equal(1, (await cluster.RunAsync("start", "cache-1")).ExitCode);
        Assert.Contains("already running", await cluster.DoAsync("up", "--detach"));
        Assert.Equal(pids, cluster.Pids());

        await cluster.DoAsync("kill", "cache-3");
        await cluster.DoAsync("up", "--detach");
        Assert.Equal(pids["cache-1"], cluster.Pids()["cache-1"]);
        await cluster.DoAsync("status");
    }

    [Fact]
    public async Task Restart_gives_a_new_process_and_the_log_can_be_read()
    {
        await using var cluster = TestCluster.Create();
        await cluster.DoAsync("up", "--detach");
        var before = cluster.Pids();
        await cluster.DoAsync("restart", "cache-1");
        Assert.NotEqual(before["cache-1"], cluster.Pids()["cache-1"]);
        await cluster.DoAsync("logs", "cache-1");
        Assert.Equal(2, (await cluster.RunAsync("logs", "cache-9")).ExitCode);
    }

    [Fact]
    public async Task Up_in_the_foreground_tells_of_a_lost_node_and_stops_everything_on_interrupt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs signals");
        await using var cluster = TestCluster.Create();
        await using var up = cluster.Start("up");
        await up.WaitForLineAsync("all nodes are up");
        var pids = cluster.Pids();
        await cluster.DoAsync("kill", "cache-1");
        await up.WaitForLineAsync("^cache-1 down");

        up.Signal(SigInt);
        Assert.Equal(0, await up.WaitForExitAsync());
        Assert.All(pids.Values, pid => Assert.Null(ProcessIdentity.Read(pid)));
    }

    [Fact]
    public async Task Nodes_outlive_a_launcher_that_is_killed_and_down_still_finds_them()
    {
        await using var cluster = TestCluster.Create();
        await using var up = cluster.Start("up");
        await up.WaitForLineAsync("all nodes are up");
        var pids = cluster.Pids();
        await up.KillAsync();
        await cluster.DoAsync("status");
        await cluster.DoAsync("down");
        Assert.All(pids.Values, pid => Assert.Null(ProcessIdentity.Read(pid)));
    }

    [Fact]
    public async Task Down_kills_a_node_that_does_not_stop_in_time()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs signals");
        await using var cluster = TestCluster.Create(stopTimeoutMs: 300);
        await cluster.DoAsync("up", "--detach");
        var pids = cluster.Pids();
        Send(pids["cache-2"], SigStop);
        Assert.Contains("cache-2 killed: it did not stop within 300 ms", await cluster.DoAsync("down"));
        Assert.All(pids.Values, pid => Assert.Null(ProcessIdentity.Read(pid)));
    }

    [Fact]
    public async Task A_taken_port_is_named_and_nothing_stays_behind()
    {
        await using var cluster = TestCluster.Create();
        using var foreign = new TcpListener(IPAddress.Loopback, cluster.Port + 1);
        foreign.Start();
        var result = await cluster.RunAsync("up", "--detach");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"cache-2 cannot listen on 127.0.0.1:{cluster.Port + 1}", result.Output);
        Assert.False(File.Exists(cluster.EndpointsFile));
        foreign.Stop();
        await cluster.DoAsync("up", "--detach");
    }

    [Fact]
    public async Task A_record_left_by_a_crash_is_not_taken_for_a_running_node()
    {
        await using var cluster = TestCluster.Create();
        Directory.CreateDirectory(Path.GetDirectoryName(cluster.EndpointsFile)!);
        var me = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        // The pid lives, but it is this test's: the start time differs.
        File.WriteAllText(cluster.EndpointsFile, $$"""
            { "nodes": [{ "name": "cache-1", "role": "cache", "address": "127.0.0.1:1", "admin": null, "pid": {{me}}, "started": "long ago", "log": "x" }] }
            """);
        Assert.Equal(1, (await cluster.RunAsync("status")).ExitCode);
        Assert.Contains("nothing was running", await cluster.DoAsync("down"));
        Assert.NotNull(ProcessIdentity.Read(Environment.ProcessId));
    }

    private static string[] Lines(string output, string part) => [.. output.Split('\n').Where(line => line.Contains(part))];

    private static void Send(int pid, int signal)
    {
        using var kill = System.Diagnostics.Process.Start("kill", ["-" + signal.ToString(CultureInfo.InvariantCulture), $"{pid}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
