using System.Diagnostics.Metrics;
using FromScratch.TestKit;

namespace FromScratch.Cache.Tests.Server;

/// <summary>What /metrics and OpenTelemetry see of a cache server.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Every_metric_is_documented_and_every_documented_one_exists()
    {
        var names = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name is "FromScratch.Cache" or "FromScratch.Transport")
                names.Add(instrument.Name);
        };
        await using var cache = await CacheServer.StartAsync(new CacheOptions { Port = 0 });
        listener.Start();
        var page = await File.ReadAllLinesAsync(
            Path.Combine(SourceTree.Root, "src", "Cache", "Observability", "METRICS.md"), TestContext.Current.CancellationToken);
        var documented = page.Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]);
        Assert.Equal(documented.Order(StringComparer.Ordinal), names.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Limits_that_were_hit_show_on_the_metrics_page()
    {
        await using var host = await HostProcess.StartAsync("--admin-port", "0", "-I", "1k");
        var watchers = Enumerable.Range(0, 21).Select(_ => host.Connect()).ToList();
        Assert.All(watchers.SkipLast(1), watcher => Assert.Equal("OK", watcher.Ask("watch")));
        Assert.Equal("WATCHER_TOO_MANY log watcher limit reached", watchers[^1].Ask("watch"));
        Assert.Equal("SERVER_ERROR object too large for cache", watchers[^1].Ask("set key 0 0 2000", new string('v', 2000)));
        Assert.Equal("NOT_FOUND", watchers[^1].Ask("delete key"));
        using var http = new HttpClient();
        var metrics = await http.GetStringAsync(new Uri(host.AdminAddress, "/metrics"), TestContext.Current.CancellationToken);
        string[] expected =
        [
            "cache_watchers_current 20", "cache_watchers_refused_total 1", "cache_store_too_large_total 1", "cache_delete_misses_total 1",
            "fromscratch_transport_handshakes_failed_total 0", "fromscratch_transport_closes_total{reason=\"IdleTimeout\"} 0",
        ];
        Assert.All(expected, line => Assert.Contains(line + "\n", metrics, StringComparison.Ordinal));
        watchers.ForEach(watcher => watcher.Dispose());
    }
}
