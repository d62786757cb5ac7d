using System.Diagnostics;

namespace FromScratch.LoadGen.Running;

/// <summary>The monotonic clock in nanoseconds.</summary>
internal static class Clock
{
    private static readonly double NsPerTick = 1e9 / Stopwatch.Frequency;

    public static long NowNs() =>
        Stopwatch.Frequency == 1_000_000_000 ? Stopwatch.GetTimestamp() : (long)(Stopwatch.GetTimestamp() * NsPerTick);
}
