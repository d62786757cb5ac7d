using FromScratch.Compare.Driving;
using FromScratch.LoadGen.Reporting;

namespace FromScratch.LoadGen.Tests;

public sealed class ComparisonTests
{
    [Fact]
    public void Ratios_are_ours_to_theirs_as_the_median_of_the_rounds()
    {
        // The machine halves its speed in the second round, for both sides alike.
        var ours = new Side("ours", [Report(200, 1), Report(100, 2), Report(220, 1)], 50);
        var peer = new Side("memcached", [Report(100, 2), Report(50, 4), Report(100, 2)], 100);
        Assert.Equal(
            "RESULT get-heavy memcached throughput_ratio=2.000 cpu_per_op_ratio=0.500 p99_ratio=1.000 rss_ratio=0.500 items_ratio=1.250",
            new Comparison("get-heavy", ours, peer, [("items_ratio", 1.25)]).ResultLine());
    }

    [Fact]
    public void Without_a_peer_there_is_no_result_line() =>
        Assert.Null(new Comparison("get-heavy", new Side("ours", [Report(1, 1)], 1), null, []).ResultLine());

    [Theory]
    [InlineData(new[] { 3.0, 1.0, 2.0 }, 2.0)]
    [InlineData(new[] { 4.0, 1.0, 2.0, 3.0 }, 2.5)]
    public void The_median_is_the_middle(double[] values, double median) => Assert.Equal(median, Statistics.Median(values));

    private static LoadReport Report(double rate, double cpu)
    {
        var latency = new LatencyReport(1, 1, 1, 1, 1, 1, 1, 1);
        return new LoadReport
        {
            Server = "",
            Seed = 1,
            Workload = "",
            Seconds = 1,
            Requests = 1,
            Keys = 1,
            RequestsPerSecond = rate,
            KeysPerSecond = rate,
            Hits = 1,
            Misses = 0,
            MissRatio = 0,
            Stored = 0,
            Refused = 0,
            WrongValues = 0,
            ErrorReplies = 0,
            FirstProblem = "",
            Unsent = 0,
            All = latency,
            Gets = latency,
            Sets = latency,
            ServerCpuUsPerRequest = cpu,
            GeneratorCpuUsPerRequest = 1,
            ServerPeakRssBytes = 1,
            ServerRssBytes = 1,
        };
    }
}
