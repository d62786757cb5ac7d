using System.Globalization;
using System.Text;

namespace FromScratch.Hosting.Metrics;

/// <summary>Prometheus' text format, version 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Render(IReadOnlyList<MetricFamily> families)
    {
        var text = new StringBuilder();
        foreach (var family in families)
            Append(text, family);
        Append(text, families.Sum(family => family.Dropped));
        return text.ToString();
    }

    private static void Append(StringBuilder text, MetricFamily family)
    {
        var series = family.Snapshot();
        if (series.Count == 0)
            return;
        AppendHeader(text, family.Name, family.Help, family.Kind);
        foreach (var one in series)
        {
            if (family.Kind == MetricKind.Histogram)
                AppendHistogram(text, family.Name, one);
            else
                AppendSample(text, family.Name, one.Labels, one.Value);
        }
    }

    private static void Append(StringBuilder text, long dropped)
    {
        const string Name = "fromscratch_metrics_dropped_total";
        AppendHeader(text, Name, "Measurements without room for their series.", MetricKind.Counter);
        AppendSample(text, Name, "", dropped);
    }

    private static void AppendHeader(StringBuilder text, string name, string? help, MetricKind kind)
    {
        if (!string.IsNullOrEmpty(help))
        {
            text.Append("# HELP ").Append(name).Append(' ');
            Labels.Escape(text, help, quotes: false);
            text.Append('\n');
        }

        var type = kind switch { MetricKind.Counter => "counter", MetricKind.Gauge => "gauge", _ => "histogram" };
        text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
    }

    private static void AppendHistogram(StringBuilder text, string name, MetricSeries series)
    {
        var more = series.Labels.Length == 0 ? "" : series.Labels + ",";
        foreach (var (bound, count) in series.Buckets)
            AppendSample(text, name + "_bucket", $"{more}le=\"{Number(bound)}\"", count);
        AppendSample(text, name + "_bucket", more + "le=\"+Inf\"", series.Count);
        AppendSample(text, name + "_sum", series.Labels, series.Value);
        AppendSample(text, name + "_count", series.Labels, series.Count);
    }

    private static void AppendSample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
            text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
