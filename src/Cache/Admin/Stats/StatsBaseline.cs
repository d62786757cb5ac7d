using FromScratch.Cache.Session;

namespace FromScratch.Cache.Admin.Stats;

/// <summary>
/// Where counters stood at the last `stats reset`. Each counter is written by its own I/O loop alone, so a reset does not touch it: it
/// remembers the reading, and `stats` shows the difference.
/// </summary>
internal sealed record StatsBaseline(CommandCounters Commands, TransportTotals Transport)
{
    public static StatsBaseline Zero { get; } = new(new CommandCounters(), default);
}
