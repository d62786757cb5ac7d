using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Health;

/// <summary>At the end of each window: which server failed too large a share of its requests, or was much slower than the others.</summary>
internal static class WindowJudge
{
    /// <summary>Why it should be ejected; null = it should not.</summary>
    /// <param name="server">Requests, failures and latency of the window.</param>
    /// <param name="medianUs">Mean latency of the server in the middle; 0 = there are too few to compare.</param>
    /// <param name="config">The limits.</param>
    public static string? Judge(WindowCounts server, double medianUs, OutlierConfig config)
    {
        if (server.Requests < config.RequestsMin)
            return null;
        if (config.FailurePercent > 0 && server.Failures * 100 >= server.Requests * config.FailurePercent)
            return $"{server.Failures} of {server.Requests} requests failed";
        if (config.LatencyPercent > 0 && medianUs > 0 && server.MeanUs * 100 >= medianUs * config.LatencyPercent)
            return $"answers take {server.MeanUs / 1000:F1} ms, the others' {medianUs / 1000:F1} ms";
        return null;
    }

    /// <summary>Of the mean latencies of servers with enough requests; 0 when there are fewer than three.</summary>
    public static double MedianUs(IEnumerable<WindowCounts> servers, OutlierConfig config)
    {
        double[] means = [.. servers.Where(server => server.Requests >= config.RequestsMin).Select(server => server.MeanUs).Order()];
        return means.Length < 3 ? 0 : means[(means.Length - 1) / 2];
    }
}

/// <summary>One server's requests of one window.</summary>
internal readonly record struct WindowCounts(long Requests, long Failures, long LatencyUs)
{
    public double MeanUs => Requests == 0 ? 0 : (double)LatencyUs / Requests;

    public static WindowCounts Between(ServerTotals begin, ServerTotals end) =>
        new(end.Requests - begin.Requests, end.Failures - begin.Failures, end.Response.SumUs - begin.Response.SumUs);
}
