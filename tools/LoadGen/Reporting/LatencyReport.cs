using HdrHistogram;

namespace FromScratch.LoadGen.Reporting;

/// <summary>Percentiles in microseconds.</summary>
public sealed record LatencyReport(
    long Count, double MeanUs, double P50Us, double P90Us, double P99Us, double P999Us, double P9999Us, double MaxUs)
{
    public static LatencyReport From(LongHistogram histogramNs)
    {
        if (histogramNs.TotalCount == 0)
            return new LatencyReport(0, 0, 0, 0, 0, 0, 0, 0);
        double At(double percentile) => histogramNs.GetValueAtPercentile(percentile) / 1e3;
        return new LatencyReport(
            histogramNs.TotalCount, histogramNs.GetMean() / 1e3, At(50), At(90), At(99), At(99.9), At(99.99), At(100));
    }
}
