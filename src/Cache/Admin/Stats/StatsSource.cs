using FromScratch.Cache.Admin.Watch;
using FromScratch.Cache.Engine;
using FromScratch.Cache.Session;

namespace FromScratch.Cache.Admin.Stats;

/// <summary>Everything that the families of `stats` read.</summary>
/// <param name="Control">Null: process values are absent.</param>
/// <param name="Transport">Null: connection values are absent.</param>
internal sealed record StatsSource(
    CacheOptions Options,
    CacheEngine Engine,
    CacheTelemetry Telemetry,
    RuntimeSettings Settings,
    WatchHub Watch,
    PrefixStats Prefixes,
    CrawlCounters Crawls,
    IServerControl? Control,
    ITransportStats? Transport)
{
    private StatsBaseline _baseline = StatsBaseline.Zero;

    public StatsBaseline Baseline => Volatile.Read(ref _baseline);

    /// <summary>I/O threads, as `threads` and `num_threads` show them.</summary>
    public int Threads => Telemetry.CountersByLoop.Length;

    /// <summary>Zeroes every counter, as `stats reset` does; gauges stay.</summary>
    public void Reset()
    {
        Volatile.Write(ref _baseline, new StatsBaseline(Telemetry.Sum(), Transport?.Read() ?? default));
        Engine.ResetStats();
        Prefixes.Clear();
        Crawls.Reset();
        Watch.ResetCounters();
    }
}
