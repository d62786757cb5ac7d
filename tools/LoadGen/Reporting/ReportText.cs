using System.Globalization;

namespace FromScratch.LoadGen.Reporting;

/// <summary>The report as plain lines.</summary>
public static class ReportText
{
    public static void Write(TextWriter output, LoadReport report)
    {
        Line(output, $"workload    {report.Workload}");
        Line(output, $"seed        {report.Seed}");
        var rate = report.RequestsPerSecond;
        Line(output, $"requests    {report.Requests:N0} in {report.Seconds:F2} s: {rate:N0}/s, keys {report.KeysPerSecond:N0}/s");
        Line(
            output,
            $"outcomes    hits {report.Hits:N0}, misses {report.Misses:N0} (miss ratio {report.MissRatio:F4}), stored {report.Stored:N0}");
        Line(output, $"refused     {report.Refused:N0} sets, for want of memory");
        Line(
            output,
            $"problems    wrong values {report.WrongValues:N0}, error replies {report.ErrorReplies:N0}, unsent {report.Unsent:N0}");
        if (report.FirstProblem.Length > 0)
            Line(output, $"first       {report.FirstProblem}");
        Line(output, $"latency us        p50       p90       p99     p99.9    p99.99       max      mean");
        Latency(output, "all", report.All);
        Latency(output, "get", report.Gets);
        Latency(output, "set", report.Sets);
        if (report.ServerCpuUsPerRequest > 0)
        {
            var peakMiB = report.ServerPeakRssBytes / 1048576.0;
            Line(output, $"server      {report.ServerCpuUsPerRequest:F3} us CPU per request, peak RSS {peakMiB:F1} MiB");
        }

        if (report.GeneratorCpuUsPerRequest > 0)
            Line(output, $"generator   {report.GeneratorCpuUsPerRequest:F3} us CPU per request");
    }

    private static void Latency(TextWriter output, string name, LatencyReport l)
    {
        if (l.Count == 0)
            return;
        Line(
            output,
            $"  {name,-8}{l.P50Us,11:F1}{l.P90Us,10:F1}{l.P99Us,10:F1}{l.P999Us,10:F1}{l.P9999Us,10:F1}{l.MaxUs,10:F1}{l.MeanUs,10:F1}");
    }

    private static void Line(TextWriter output, FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
