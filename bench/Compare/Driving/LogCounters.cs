using System.Globalization;
using FromScratch.Compare.Servers;

namespace FromScratch.Compare.Driving;

/// <summary>What our server has written to its log and how often it had it synced.</summary>
public readonly record struct LogCounters(long Entries, long Syncs)
{
    public static async Task<LogCounters> ReadAsync(int port, CancellationToken cancellation) => new(
        await RespQuery.InfoAsync(port, "log_appended_index", cancellation),
        await RespQuery.InfoAsync(port, "log_syncs", cancellation));

    public static LogCounters operator -(LogCounters later, LogCounters earlier) =>
        new(later.Entries - earlier.Entries, later.Syncs - earlier.Syncs);

    /// <summary>Mean batch and syncs a second at this rate of writes; empty when nothing was written.</summary>
    public string Describe(double writesPerSecond)
    {
        if (Syncs <= 0 || Entries <= 0)
            return "";
        var batch = (double)Entries / Syncs;
        return string.Create(CultureInfo.InvariantCulture, $"{writesPerSecond / batch:N0} syncs/s, {batch:F1} entries per sync");
    }
}
