using FromScratch.Core.Buffers;

namespace FromScratch.LoadBalancer.AccessLog;

/// <summary>Times of day in UTC, without allocation.</summary>
internal static class LogTime
{
    private static readonly long UnixMsMin = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long UnixMsMax = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private static ReadOnlySpan<byte> Months => "JanFebMarAprMayJunJulAugSepOctNovDec"u8;

    /// <summary>2026-11-25T17:30:00.123Z.</summary>
    public static void WriteIso(OutputBuffer output, long unixMs)
    {
        var time = At(unixMs);
        LogText.WriteDigits(output, time.Year, 4);
        output.Write("-"u8);
        LogText.WriteDigits(output, time.Month, 2);
        output.Write("-"u8);
        LogText.WriteDigits(output, time.Day, 2);
        output.Write("T"u8);
        WriteClock(output, time);
        output.Write("."u8);
        LogText.WriteDigits(output, time.Millisecond, 3);
        output.Write("Z"u8);
    }

    /// <summary>25/Nov/2026:17:30:00 +0000.</summary>
    public static void WriteApache(OutputBuffer output, long unixMs)
    {
        var time = At(unixMs);
        LogText.WriteDigits(output, time.Day, 2);
        output.Write("/"u8);
        output.Write(Months.Slice(3 * (time.Month - 1), 3));
        output.Write("/"u8);
        LogText.WriteDigits(output, time.Year, 4);
        output.Write(":"u8);
        WriteClock(output, time);
        output.Write(" +0000"u8);
    }

    private static void WriteClock(OutputBuffer output, DateTimeOffset time)
    {
        LogText.WriteDigits(output, time.Hour, 2);
        output.Write(":"u8);
        LogText.WriteDigits(output, time.Minute, 2);
        output.Write(":"u8);
        LogText.WriteDigits(output, time.Second, 2);
    }

    private static DateTimeOffset At(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(unixMs, UnixMsMin, UnixMsMax));
}
