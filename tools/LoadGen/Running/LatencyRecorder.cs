using FromScratch.LoadGen.Workload;
using HdrHistogram;

namespace FromScratch.LoadGen.Running;

/// <summary>
/// Latencies of one thread, in nanoseconds, three significant digits, up to <see cref="LatencyNsMax"/>; larger ones count as that.
/// </summary>
public sealed class LatencyRecorder
{
    public const long LatencyNsMax = 60_000_000_000;
    private const int SignificantDigits = 3;

    public LongHistogram Gets { get; } = New();

    public LongHistogram Sets { get; } = New();

    public static LongHistogram New() => new(1, LatencyNsMax, SignificantDigits);

    public void Record(OperationKind kind, long latencyNs) =>
        (kind == OperationKind.Get ? Gets : Sets).RecordValue(Math.Clamp(latencyNs, 1, LatencyNsMax));
}
