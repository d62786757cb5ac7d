using System.Globalization;

namespace FromScratch.LoadBalancer.Configuration;

/// <summary>Reads "healthCheck" and "outlier" of a backend.</summary>
internal static class HealthReader
{
    public static HealthCheckConfig ReadCheck(ObjectReader check)
    {
        var by = new HealthCheckConfig();
        var read = new HealthCheckConfig
        {
            Kind = check.Choice("kind", by.Kind),
            Path = check.Text("path", TextRules.RequestPath) ?? by.Path,
            Host = check.Text("host", TextRules.HostField),
            StatusMin = check.Int("statusMin", by.StatusMin, 100, 599),
            StatusMax = check.Int("statusMax", by.StatusMax, 100, 599),
            BodyContains = check.Text("bodyContains", TextRules.Content),
            Port = check.Int("port", by.Port, 0, Bounds.PortMax),
            IntervalMs = check.Int("intervalMs", by.IntervalMs, 10, Bounds.TimeMsMax),
            DownIntervalMs = check.Int("downIntervalMs", by.DownIntervalMs, 10, Bounds.TimeMsMax),
            FastIntervalMs = check.Int("fastIntervalMs", by.FastIntervalMs, 10, Bounds.TimeMsMax),
            JitterPercent = check.Int("jitterPercent", by.JitterPercent, 0, 50),
            TimeoutMs = check.Int("timeoutMs", by.TimeoutMs, 1, Bounds.TimeMsMax),
            Rise = check.Int("rise", by.Rise, 1, 1_000),
            Fall = check.Int("fall", by.Fall, 1, 1_000),
        };
        if (read.StatusMin > read.StatusMax)
            check.Wrong("statusMin", $"{Text(read.StatusMin)} is more than statusMax ({Text(read.StatusMax)})");
        return read;
    }

    public static OutlierConfig ReadOutlier(ObjectReader outlier)
    {
        var by = new OutlierConfig();
        var read = new OutlierConfig
        {
            ConsecutiveFailures = outlier.Int("consecutiveFailures", by.ConsecutiveFailures, 0, Bounds.CountMax),
            FailurePercent = outlier.Int("failurePercent", by.FailurePercent, 0, 100),
            LatencyPercent = outlier.Int("latencyPercent", by.LatencyPercent, 101, 100_000, orZero: true),
            RequestsMin = outlier.Int("requestsMin", by.RequestsMin, 1, Bounds.CountMax),
            WindowMs = outlier.Int("windowMs", by.WindowMs, 100, Bounds.TimeMsMax),
            EjectionMs = outlier.Int("ejectionMs", by.EjectionMs, 1, Bounds.TimeMsMax),
            EjectionMsMax = outlier.Int("ejectionMsMax", by.EjectionMsMax, 1, Bounds.TimeMsMax),
            EjectedPercentMax = outlier.Int("ejectedPercentMax", by.EjectedPercentMax, 0, 100),
        };
        if (read.EjectionMs > read.EjectionMsMax)
            outlier.Wrong("ejectionMs", $"{Text(read.EjectionMs)} is more than ejectionMsMax ({Text(read.EjectionMsMax)})");
        return read;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
