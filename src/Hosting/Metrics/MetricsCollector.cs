using System.Diagnostics.Metrics;

namespace FromScratch.Hosting.Metrics;

/// <summary>
/// Listens to the meters of this product and of the runtime, and keeps what they measure for /metrics. Counters and gauges that servers
/// keep per I/O loop belong into observable instruments: they are asked at a scrape and cost nothing in between.
/// </summary>
internal sealed class MetricsCollector : IDisposable
{
    /// <summary>Seconds; used by a histogram whose instrument gives no boundaries.</summary>
    private static readonly double[] DefaultBounds =
        [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly HashSet<MetricFamily> _observed = [];
    private readonly MeterListener _listener = new();

    /// <param name="accepts">Which meters, by name.</param>
    public MetricsCollector(Func<string, bool> accepts)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (accepts(instrument.Meter.Name) && FamilyOf(instrument) is { } family)
                listener.EnableMeasurementEvents(instrument, family);
        };
        _listener.SetMeasurementEventCallback<byte>((instrument, value, tags, state) => Record(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<short>((instrument, value, tags, state) => Record(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, state) => Record(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, state) => Record(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<float>((instrument, value, tags, state) => Record(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<double>(Record);
        _listener.SetMeasurementEventCallback<decimal>((instrument, value, tags, state) => Record(instrument, (double)value, tags, state));
        _listener.Start();
    }

    /// <summary>The product's own meters and the runtime's (collections, heap, thread pool).</summary>
    public static MetricsCollector ForHost() =>
        new(static meter => meter.StartsWith("FromScratch.", StringComparison.Ordinal) || meter == "System.Runtime");

    /// <summary>Asks the observable instruments and returns all families, sorted by name.</summary>
    public IReadOnlyList<MetricFamily> Collect()
    {
        lock (_lock)
        {
            foreach (var family in _observed)
                family.Clear();
            _listener.RecordObservableInstruments();
            return [.. _families.Values];
        }
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>Null when the name is taken by a metric of another kind.</summary>
    private MetricFamily? FamilyOf(Instrument instrument)
    {
        var kind = MetricFamily.KindOf(instrument);
        var name = MetricName.Of(instrument, kind);
        lock (_lock)
        {
            if (!_families.TryGetValue(name, out var family))
                _families.Add(name, family = new MetricFamily(name, instrument.Description, kind, BoundsOf(instrument, kind)));
            if (instrument.IsObservable)
                _observed.Add(family);
            return family.Kind == kind ? family : null;
        }
    }

    private static double[] BoundsOf(Instrument instrument, MetricKind kind) => (kind, instrument) switch
    {
        (not MetricKind.Histogram, _) => [],
        (_, Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds }) => [.. bounds],
        (_, Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds }) => [.. bounds],
        (_, Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds }) => [.. bounds],
        _ => DefaultBounds,
    };

    private static void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) =>
        ((MetricFamily)state!).Record(value, tags, replaces: instrument is Gauge<long> or Gauge<int> or Gauge<double>);
}
