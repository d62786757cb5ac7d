using FromScratch.Cache.Admin.Watch;
using FromScratch.Cache.Engine;
using FromScratch.Cache.Session;

namespace FromScratch.Cache.Admin.Stats;

/// <summary>Everything that the families of `stats` read.</summary>
/// <param name="control">Null: process values are absent.</param>
/// <param name="transport">Null: connection values are absent.</param>
internal sealed class StatsSource(
    CacheOptions options, CacheEngine engine, CacheTelemetry telemetry, RuntimeSettings settings, WatchHub watch,
    IServerControl? control, ITransportStats? transport)
{
    private StatsBaseline _baseline = StatsBaseline.Zero;

    public StatsBaseline Baseline => Volatile.Read(ref _baseline);

    public CacheOptions Options { get; } = options;

    public CacheEngine Engine { get; } = engine;

    public CacheTelemetry Telemetry { get; } = telemetry;

    public RuntimeSettings Settings { get; } = settings;

    public WatchHub Watch { get; } = watch;

    public IServerControl? Control { get; } = control;

    public ITransportStats? Transport { get; } = transport;

    public PrefixStats Prefixes { get; } = new(options);

    public CrawlCounters Crawls { get; } = new();

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
