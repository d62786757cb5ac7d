using FromScratch.Cluster.Tests.Launching;
using FromScratch.Demo;
using FromScratch.TestKit;

namespace FromScratch.Cluster.Tests.Demonstrating;

public class DemoTests
{
    [Fact]
    public async Task The_demo_verb_checks_every_byte_and_says_what_each_node_did()
    {
        await using var cluster = TestCluster.Create();
        await cluster.DoAsync("up", "--detach");
        var output = await cluster.DoAsync("demo", "--directory", Path.Combine(SourceTree.Root, "src", "Routing"), "--lookups", "5000");
        Assert.Contains("total lookups=5000 hits=5000 misses=0 unreachable=0", output);
        Assert.Contains("every byte right", output);
        Assert.Contains("cache-3 lookups=", output);
    }

    [Fact]
    public async Task The_demo_verb_needs_a_running_cluster_and_a_directory_with_files()
    {
        await using var cluster = TestCluster.Create();
        Assert.Equal(1, (await cluster.RunAsync("demo")).ExitCode);
        await cluster.DoAsync("up", "--detach");
        Assert.Equal(2, (await cluster.RunAsync("demo", "--directory", Path.Combine(cluster.Directory, "nothing-here"))).ExitCode);
    }

    [Fact]
    public async Task A_node_killed_in_mid_run_costs_misses_and_is_refilled_when_it_is_back()
    {
        await using var cluster = TestCluster.Create();
        await cluster.DoAsync("up", "--detach");
        var progress = new RecordingProgress((step, done) =>
        {
            // The run is held while this acts, so what comes before and after does not depend on speed.
            if (step == "zipf lookups" && done == 2000)
                cluster.DoAsync("kill", "cache-2").GetAwaiter().GetResult();
            else if (step == "zipf lookups" && done == 4000)
                cluster.DoAsync("start", "cache-2").GetAwaiter().GetResult();
        });

        var options = new DemoOptions(Path.Combine(SourceTree.Root, "src"), Lookups: 20_000, BatchChunks: 100, ReconnectMs: 0);
        var report = await DemoRun.RunAsync(Nodes(cluster.Port), options, progress, TestContext.Current.CancellationToken);

        var lost = report.Stream.Single(tally => tally.Name == "cache-2");
        Assert.True(report.Good);
        Assert.Collection(progress.Notes, note => Assert.Contains("cache-2 is away", note), note => Assert.Contains("cache-2 is back", note));
        Assert.Equal(1, lost.Outages);
        Assert.True(lost is { Unreachable: > 0, Misses: > 0, Hits: > 0 }, $"{lost.Unreachable} unreachable, {lost.Misses} misses, {lost.Hits} hits");
        Assert.True(lost.Misses < 1000, $"{lost.Misses} misses: the node was not refilled");
        Assert.All(report.Stream.Where(tally => tally != lost), tally => Assert.Equal(tally.Lookups, tally.Hits));
    }

    [Fact]
    public async Task A_single_wrong_byte_is_found()
    {
        await using var liar = LyingServer.Start(flip: true);
        using var directory = new TempDirectory();
        directory.Write("a.txt", "some text that must not change");
        var progress = new RecordingProgress();
        var report = await DemoRun.RunAsync([new CacheNode("liar", "127.0.0.1", liar.Port)], new DemoOptions(directory.Path, Lookups: 10), progress,
            TestContext.Current.CancellationToken);
        Assert.False(report.Good);
        Assert.Equal(11, report.Wrong);
        Assert.StartsWith("WRONG BYTES from liar", progress.Notes[0]);
    }

    [Fact]
    public async Task The_same_server_telling_the_truth_is_believed()
    {
        await using var honest = LyingServer.Start(flip: false);
        using var directory = new TempDirectory();
        directory.Write("a.txt", "some text that must not change");
        var report = await DemoRun.RunAsync([new CacheNode("honest", "127.0.0.1", honest.Port)], new DemoOptions(directory.Path, Lookups: 10),
            new RecordingProgress(), TestContext.Current.CancellationToken);
        Assert.True(report.Good);
        Assert.Equal(10, report.Stream[0].Hits);
    }

    private static CacheNode[] Nodes(int port) =>
        [.. Enumerable.Range(0, 3).Select(i => new CacheNode($"cache-{i + 1}", "127.0.0.1", port + i))];
}
