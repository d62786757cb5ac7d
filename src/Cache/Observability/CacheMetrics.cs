using System.Diagnostics.Metrics;
using FromScratch.Cache.Admin.Watch;
using FromScratch.Cache.Engine;
using FromScratch.Cache.Session;

namespace FromScratch.Cache.Observability;

/// <summary>
/// Meter "FromScratch.Cache": the counters that `stats` shows, for /metrics and OpenTelemetry. Read only when somebody collects.
/// </summary>
internal sealed class CacheMetrics : IDisposable
{
    public const string MeterName = "FromScratch.Cache";

    private readonly Meter _meter = new(MeterName);
    private readonly CacheContext _context;

    public CacheMetrics(CacheContext context)
    {
        _context = context;
        AddCommands();
        AddEngine();
        AddWatchers();
    }

    public void Dispose() => _meter.Dispose();

    private void AddCommands()
    {
        Command("cache.commands.get", "Keys looked up.", c => c.CmdGet);
        Command("cache.commands.set", "Store commands.", c => c.CmdSet);
        Command("cache.commands.touch", "Expiries renewed.", c => c.CmdTouch);
        Command("cache.commands.meta", "Meta commands.", c => c.CmdMeta);
        Command("cache.commands.flush", "flush_all commands.", c => c.CmdFlush);
        Command("cache.get.hits", "Lookups that found their item.", c => c.GetHits);
        Command("cache.get.misses", "Lookups that found nothing.", c => c.GetMisses);
        Command("cache.delete.hits", "Deletes that found their item.", c => c.DeleteHits);
        Command("cache.delete.misses", "Deletes that found nothing.", c => c.DeleteMisses);
        Command("cache.incr.hits", "Increments that found their item.", c => c.IncrHits);
        Command("cache.incr.misses", "Increments that found nothing.", c => c.IncrMisses);
        Command("cache.decr.hits", "Decrements that found their item.", c => c.DecrHits);
        Command("cache.decr.misses", "Decrements that found nothing.", c => c.DecrMisses);
        Command("cache.touch.hits", "Touches that found their item.", c => c.TouchHits);
        Command("cache.touch.misses", "Touches that found nothing.", c => c.TouchMisses);
        Command("cache.cas.hits", "Conditional stores that won.", c => c.CasHits);
        Command("cache.cas.misses", "Conditional stores that found nothing.", c => c.CasMisses);
        Command("cache.cas.badval", "Conditional stores that lost.", c => c.CasBadval);
        Command("cache.protocol.errors", "Requests answered with a protocol error.", c => c.ProtocolErrors);
        Command("cache.auth.commands", "Authentications tried.", c => c.AuthCmds);
        Command("cache.auth.errors", "Failed authentications.", c => c.AuthErrors);
    }

    private void AddEngine()
    {
        Engine("cache.evictions", "{item}", "Live items that gave way to others.", s => s.Evictions);
        Engine("cache.evictions.unfetched", "{item}", "Of those, never fetched.", s => s.EvictedUnfetched);
        Engine("cache.evictions.active", "{item}", "Evicted items that had been fetched lately.", s => s.EvictedActive);
        Engine("cache.get.expired", "{item}", "Items that a lookup found expired.", s => s.GetExpired);
        Engine("cache.flushed", "{item}", "Items removed by a flush.", s => s.Flushed);
        Engine("cache.reclaimed", "{item}", "Expired items whose memory was taken back.", s => s.Reclaimed);
        Engine("cache.reclaimed.unfetched", "{item}", "Of those, never fetched.", s => s.ExpiredUnfetched);
        Engine("cache.stored", "{item}", "Items stored.", s => s.ItemsStoredTotal);
        Engine(
            "cache.store.too_large", "{item}", "Items refused for their size.",
            s => s.StoreTooLarge + _context.SumCounters().StoreTooLarge);
        Engine("cache.store.out_of_memory", "{item}", "Items refused for lack of memory.", s => s.StoreOutOfMemory);
        Gauge("cache.items", "{item}", "Items held.", () => _context.Engine.Stats().Items);
        Gauge("cache.memory.items", "By", "Bytes of the items held.", () => _context.Engine.Stats().ItemBytes);
        Gauge("cache.memory.index", "By", "Bytes of the index.", () => _context.Engine.Stats().IndexBytes);
        Gauge("cache.memory.used", "By", "Bytes of the memory budget in use.", () => _context.Engine.Stats().MemoryBytesUsed);
        Gauge("cache.memory.limit", "By", "The memory budget.", () => _context.Engine.Stats().MemoryBytesMax);
    }

    private void AddWatchers()
    {
        var watch = _context.Admin.Watch;
        Gauge("cache.watchers.current", "{watcher}", "Connections that watch.", () => watch.Watchers);
        Gauge("cache.watchers.limit", "{watcher}", "Connections that may watch.", static () => WatchHub.WatchersMax);
        Counter(
            "cache.watchers.refused", "{watcher}", "Connections that could not watch because of the limit.", () => watch.WatchersRefused);
        Counter("cache.watchers.lines.published", "{line}", "Lines that somebody watched for.", () => watch.LinesPublished);
        Counter("cache.watchers.lines.sent", "{line}", "Lines handed to watchers.", () => watch.LinesSent);
        Counter("cache.watchers.lines.skipped", "{line}", "Lines that slow watchers lost.", () => watch.LinesSkipped);
        var stats = _context.Admin.Stats;
        Counter(
            "cache.detail.untracked",
            "{request}",
            "Requests not counted by prefix because of the limit.",
            () => stats.DetailRequestsUntracked);
    }

    private void Command(string name, string help, Func<CommandCounters, long> read) =>
        _meter.CreateObservableCounter(name, () => read(_context.SumCounters()), "{command}", help);

    private void Engine(string name, string unit, string help, Func<EngineStats, long> read) =>
        _meter.CreateObservableCounter(name, () => read(_context.Engine.Stats()), unit, help);

    private void Counter(string name, string unit, string help, Func<long> read) => _meter.CreateObservableCounter(name, read, unit, help);

    private void Gauge(string name, string unit, string help, Func<long> read) => _meter.CreateObservableGauge(name, read, unit, help);
}
