using System.Diagnostics.Metrics;
using FromScratch.Hosting.Metrics;

namespace FromScratch.Hosting.Tests;

public sealed class MetricsTests : IDisposable
{
    private readonly Meter _meter = new("Test." + Guid.NewGuid());
    private readonly MetricsCollector _collector;

    public MetricsTests() => _collector = new MetricsCollector(name => name == _meter.Name);

    [Fact]
    public void A_counter_has_its_unit_and_total_in_its_name_and_adds_up_by_label()
    {
        var counter = _meter.CreateCounter<long>("cache.sent", "By", "Bytes \\ sent\nto clients.");
        counter.Add(3, new KeyValuePair<string, object?>("loop", 1));
        counter.Add(4, new KeyValuePair<string, object?>("loop", 1));
        counter.Add(5, new KeyValuePair<string, object?>("loop", 0));
        Check(
            """
            # HELP cache_sent_bytes_total Bytes \\ sent\nto clients.
            # TYPE cache_sent_bytes_total counter
            cache_sent_bytes_total{loop="0"} 5
            cache_sent_bytes_total{loop="1"} 7
            """);
    }

    [Fact]
    public void Observed_values_are_read_at_the_scrape_and_forgotten_when_no_longer_told()
    {
        var names = new List<string> { "a\"b", "c" };
        _meter.CreateObservableGauge(
            "items", () => names.Select(n => new Measurement<int>(n.Length, new KeyValuePair<string, object?>("key.name", n))));
        Check("# TYPE items gauge\nitems{key_name=\"a\\\"b\"} 3\nitems{key_name=\"c\"} 1");
        names.Clear();
        Check("");
    }

    [Fact]
    public void Observable_counters_are_set_not_added_and_equal_names_add_up()
    {
        _meter.CreateObservableCounter("requests", () => 10L, "{request}");
        _meter.CreateObservableCounter("requests", () => 5.5, "{request}");
        Check("# TYPE requests_total counter\nrequests_total 15.5");
        Check("# TYPE requests_total counter\nrequests_total 15.5");
    }

    [Fact]
    public void An_up_down_counter_is_a_gauge_that_adds_and_a_gauge_is_set()
    {
        var open = _meter.CreateUpDownCounter<int>("open");
        open.Add(2);
        open.Add(-1);
        var ratio = _meter.CreateGauge<double>("hit", "1");
        ratio.Record(0.25);
        ratio.Record(0.5);
        Check("# TYPE hit_ratio gauge\nhit_ratio 0.5\n# TYPE open gauge\nopen 1");
    }

    [Fact]
    public void A_histogram_has_cumulative_buckets_with_their_bounds_included()
    {
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] };
        var histogram = _meter.CreateHistogram("wait", "s", advice: advice);
        foreach (var value in new[] { 0.25, 0.5, 0.75, 2 })
            histogram.Record(value);
        Check(
            """
            # TYPE wait_seconds histogram
            wait_seconds_bucket{le="0.5"} 2
            wait_seconds_bucket{le="1"} 3
            wait_seconds_bucket{le="+Inf"} 4
            wait_seconds_sum 3.5
            wait_seconds_count 4
            """);
    }

    [Fact]
    public void Series_are_bounded_and_what_finds_no_room_is_counted()
    {
        var counter = _meter.CreateCounter<long>("many");
        for (var i = 0; i < MetricFamily.SeriesMax + 7; i++)
            counter.Add(1, new KeyValuePair<string, object?>("n", i));
        var family = Assert.Single(_collector.Collect());
        Assert.Equal(MetricFamily.SeriesMax, family.Snapshot().Count);
        Assert.EndsWith("fromscratch_metrics_dropped_total 7\n", PrometheusText.Render([family]));
    }

    [Fact]
    public void Meters_of_others_are_not_shown()
    {
        using var other = new Meter("Other");
        other.CreateCounter<long>("x").Add(1);
        Assert.Empty(_collector.Collect());
    }

    [Fact]
    public void The_runtime_shows_its_own_figures_to_a_host()
    {
        using var collector = MetricsCollector.ForHost();
        var text = PrometheusText.Render(collector.Collect());
        Assert.Contains("# TYPE dotnet_gc_collections_total counter\n", text);
        Assert.Matches(@"dotnet_process_memory_working_set_bytes \d+", text);
    }

    public void Dispose()
    {
        _collector.Dispose();
        _meter.Dispose();
    }

    private void Check(string expected)
    {
        var text = PrometheusText.Render(_collector.Collect());
        Assert.Equal(expected, text[..text.IndexOf("# HELP fromscratch_metrics_dropped_total", StringComparison.Ordinal)].TrimEnd('\n'));
    }
}
