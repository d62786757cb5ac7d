using System.Diagnostics.Metrics;

namespace FromScratch.Hosting.Metrics;

/// <summary>
/// An instrument's name in Prometheus' form: dots to underscores, the unit spelled out at the end, _total on counters
/// (the OpenTelemetry rules for Prometheus names).
/// </summary>
internal static class MetricName
{
    public static string Of(Instrument instrument, MetricKind kind)
    {
        var name = Clean(instrument.Name);
        if (UnitSuffix(instrument.Unit, kind) is { } unit && !name.EndsWith('_' + unit, StringComparison.Ordinal))
            name += '_' + unit;
        return kind == MetricKind.Counter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    /// <summary>Letters, digits and underscores, not beginning with a digit; also right for label names.</summary>
    public static string Clean(string name)
    {
        var clean = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return clean.Length == 0 || char.IsAsciiDigit(clean[0]) ? '_' + clean : clean;
    }

    private static string? UnitSuffix(string? unit, MetricKind kind) => unit switch
    {
        null or "" => null,
        "By" => "bytes",
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "ns" => "nanoseconds",
        "1" => kind == MetricKind.Gauge ? "ratio" : null,
        ['{', ..] => null,
        _ => Clean(unit),
    };
}

/// <summary>The types of Prometheus' text format that are written here.</summary>
internal enum MetricKind : byte
{
    Counter,
    Gauge,
    Histogram,
}
