using System.Diagnostics.Metrics;
using FromScratch.LoadBalancer.Status;
using FromScratch.TestKit;

namespace FromScratch.LoadBalancer.Tests.Status;

public sealed class BalancerMetricsTests : IDisposable
{
    private readonly TestTime _time = new();
    private readonly BalancerMetrics _metrics;
    private BalancerStatus _status = SampleStatus.Make();
    private int _snapshots;

    public BalancerMetricsTests() => _metrics = new BalancerMetrics(Take, _time);

    [Theory]
    [InlineData("haproxy_process_current_connections", "", 1_834)]
    [InlineData("haproxy_process_requests_total", "", 2 * 184_233_902.0 + 7)]
    [InlineData("haproxy_frontend_http_responses_total", "code=5xx,proxy=main", 18_166)]
    [InlineData("haproxy_frontend_status", "proxy=database,state=DOWN", 1)]
    [InlineData("haproxy_backend_status", "proxy=database,state=UP", 0)]
    [InlineData("haproxy_backend_current_queue", "proxy=web", 4)]
    [InlineData("haproxy_backend_active_servers", "proxy=web", 3)]
    [InlineData("haproxy_backend_agg_server_status", "proxy=web,state=DOWN", 2)]
    [InlineData("haproxy_backend_response_time_average_seconds", "proxy=web", 0.0084)]
    [InlineData("haproxy_server_status", "proxy=web,server=web-6,state=NOLB", 1)]
    [InlineData("haproxy_server_status", "proxy=web,server=web-6,state=UP", 0)]
    [InlineData("haproxy_server_check_status", "proxy=web,server=web-3,state=L7STS", 1)]
    [InlineData("haproxy_server_check_code", "proxy=web,server=web-3", 503)]
    [InlineData("haproxy_server_downtime_seconds_total", "proxy=web,server=web-5", 3_661)]
    [InlineData("haproxy_server_last_session_seconds", "proxy=web,server=web-5", -1)]
    [InlineData("fromscratch_lb_route_rate_limited_total", "proxy=main,route=api", 470)]
    [InlineData("fromscratch_lb_server_ejections_total", "proxy=web,server=web-6", 3)]
    [InlineData("fromscratch_lb_reloads_total", "result=refused", 1)]
    public void A_value_has_the_name_and_labels_that_dashboards_ask_for(string name, string labels, double value) =>
        Assert.Equal(value, Collect()[(name, labels)], 9);

    [Fact]
    public void No_number_is_told_under_two_names_unless_HAProxy_tells_it_twice()
    {
        _status = UniqueStatus.Make();
        var values = Collect();
        string[] expected =
        [
            "haproxy_backend_loadbalanced_total, haproxy_backend_sessions_total",
            "haproxy_frontend_connections_rate_max, haproxy_frontend_max_session_rate",
            "haproxy_frontend_connections_total, haproxy_frontend_sessions_total",
            "haproxy_backend_weight, haproxy_server_weight",
            "haproxy_server_loadbalanced_total, haproxy_server_sessions_total",
        ];
        var shown = values.Select(one => (one.Key.Name, AsInStatus(one.Key.Name, one.Value)));
        Assert.Equal(expected.Order(), UniqueStatus.Doubles(shown).Order());
    }

    /// <summary>Times are milliseconds in the status and seconds here.</summary>
    private static double AsInStatus(string name, double value) => name.EndsWith("_seconds") && value < 10 ? 1_000 * value : value;

    [Fact]
    public void One_snapshot_serves_a_whole_collection_and_the_next_takes_another()
    {
        Collect();
        Assert.Equal(1, _snapshots);
        _time.Advance(TimeSpan.FromSeconds(1));
        Collect();
        Assert.Equal(2, _snapshots);
    }

    [Fact]
    public void Names_are_already_as_Prometheus_spells_them()
    {
        var found = Instruments();
        Assert.True(found.Count > 100, $"{found.Count} instruments");
        Assert.All(found, instrument =>
        {
            var isCounter = instrument is ObservableCounter<double>;
            Assert.Equal(isCounter, instrument.Name.EndsWith("_total", StringComparison.Ordinal));
            Assert.Matches("^[a-z_]+$", instrument.Name);
            Assert.Null(instrument.Unit);
        });
    }

    [Fact]
    public void Every_metric_is_documented_and_every_documented_one_exists()
    {
        var page = File.ReadAllLines(Path.Combine(SourceTree.Root, "src", "LoadBalancer", "Status", "METRICS.md"));
        var documented = page.Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]);
        Assert.Equal(documented.Order(StringComparer.Ordinal), Instruments().Select(one => one.Name).Order(StringComparer.Ordinal));
    }

    public void Dispose() => _metrics.Dispose();

    private BalancerStatus Take()
    {
        _snapshots++;
        return _status;
    }

    private List<Instrument> Instruments()
    {
        var found = new List<Instrument>();
        Listen((instrument, _) => found.Add(instrument)).Dispose();
        return found;
    }

    private Dictionary<(string Name, string Labels), double> Collect()
    {
        var values = new Dictionary<(string, string), double>();
        using var listener = Listen((instrument, listener) => listener.EnableMeasurementEvents(instrument), measured =>
            values.Add((measured.Name, measured.Labels), measured.Value));
        listener.RecordObservableInstruments();
        return values;
    }

    private MeterListener Listen(
        Action<Instrument, MeterListener> published, Action<(string Name, string Labels, double Value)>? seen = null)
    {
        var listener = new MeterListener
        {
            // Other tests have meters of the same name at the same time.
            InstrumentPublished = (instrument, to) =>
            {
                if (ReferenceEquals(instrument.Meter, _metrics.Meter))
                    published(instrument, to);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            var labels = tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal);
            seen?.Invoke((instrument.Name, string.Join(',', labels), value));
        });
        listener.Start();
        return listener;
    }
}
