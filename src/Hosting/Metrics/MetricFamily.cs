using System.Diagnostics.Metrics;

namespace FromScratch.Hosting.Metrics;

/// <summary>
/// All series of one metric name. Instruments with the same name add up. The number of series is bounded: measurements with further
/// label values are counted as dropped.
/// </summary>
internal sealed class MetricFamily(string name, string? help, MetricKind kind, double[] bounds)
{
    public const int SeriesMax = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);
    private long _dropped;

    public string Name { get; } = name;

    public string? Help { get; } = help;

    public MetricKind Kind { get; } = kind;

    /// <summary>Measurements that found no room for their series.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Takes one measurement; <paramref name="replaces"/> for a gauge that is set rather than added to.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, bool replaces)
    {
        var labels = Labels.Render(tags);
        lock (_lock)
        {
            if (!_series.TryGetValue(labels, out var series))
            {
                if (_series.Count == SeriesMax)
                {
                    _dropped++;
                    return;
                }

                _series.Add(labels, series = new MetricSeries(labels, bounds));
            }

            series.Record(value, replaces);
        }
    }

    /// <summary>Forgets the series: an observed family holds what its instruments say now.</summary>
    public void Clear()
    {
        lock (_lock)
            _series.Clear();
    }

    /// <summary>Copies, sorted by labels.</summary>
    public IReadOnlyList<MetricSeries> Snapshot()
    {
        lock (_lock)
            return [.. _series.Values.Select(series => series.Copy()).OrderBy(series => series.Labels, StringComparer.Ordinal)];
    }

    public static MetricKind KindOf(Instrument instrument)
    {
        var type = instrument.GetType();
        var shape = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        if (shape == typeof(Counter<>) || shape == typeof(ObservableCounter<>))
            return MetricKind.Counter;
        return shape == typeof(Histogram<>) ? MetricKind.Histogram : MetricKind.Gauge;
    }
}
