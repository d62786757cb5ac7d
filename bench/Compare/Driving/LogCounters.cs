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

    /// <summary>
    /// Syncs a second while it was under load, and the mean batch; empty when nothing was written. An entry may hold several requests.
    /// </summary>
    public string Describe(double loadSeconds) => Syncs <= 0 || Entries <= 0
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{Syncs / loadSeconds:N0} syncs/s, {(double)Entries / Syncs:F1} entries per sync");
}
