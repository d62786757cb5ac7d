using System.Diagnostics.Metrics;
using FromScratch.Cache.Engine;
using FromScratch.Cache.Session;
using FromScratch.Transport;
using FromScratch.Transport.Stats;

namespace FromScratch.Cache.Observability;

/// <summary>Meter "FromScratch.Cache": the counters that `stats` shows, for /metrics and OpenTelemetry. Read only when somebody collects.</summary>
internal sealed class CacheMetrics : IDisposable
{
    public const string MeterName = "FromScratch.Cache";

    private readonly Meter _meter = new(MeterName);
    private readonly CacheContext _context;
    private readonly TransportServer _transport;

    public CacheMetrics(CacheContext context, TransportServer transport)
    {
        _context = context;
        _transport = transport;
        AddCommands();
        AddEngine();
        AddTransport();
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
        Command("cache.cas.badval", "Conditional stores that lost.", c => c.CasBadval);
        Command("cache.protocol.errors", "Requests answered with a protocol error.", c => c.ProtocolErrors);
        Command("cache.auth.errors", "Failed authentications.", c => c.AuthErrors);
    }

    private void AddEngine()
    {
        Engine("cache.evictions", "{item}", "Live items that gave way to others.", s => s.Evictions);
        Engine("cache.evictions.unfetched", "{item}", "Of those, never fetched.", s => s.EvictedUnfetched);
        Engine("cache.reclaimed", "{item}", "Expired items whose memory was taken back.", s => s.Reclaimed);
        Engine("cache.stored", "{item}", "Items stored.", s => s.ItemsStoredTotal);
        Engine("cache.store.too_large", "{item}", "Items refused for their size.", s => s.StoreTooLarge);
        Engine("cache.store.out_of_memory", "{item}", "Items refused for lack of memory.", s => s.StoreOutOfMemory);
        Gauge("cache.items", "{item}", "Items held.", () => _context.Engine.Stats().Items);
        Gauge("cache.memory.used", "By", "Bytes of the memory budget in use.", () => _context.Engine.Stats().MemoryBytesUsed);
        Gauge("cache.memory.limit", "By", "The memory budget.", () => _context.Engine.Stats().MemoryBytesMax);
    }

    private void AddTransport()
    {
        Transport("cache.connections.accepted", "{connection}", "Connections accepted.", s => s.Total.ConnectionsTotal);
        Transport("cache.connections.rejected", "{connection}", "Connections over the limit.", s => s.ConnectionsRejected);
        Transport("cache.network.read", "By", "Bytes received.", s => s.Total.BytesRead);
        Transport("cache.network.written", "By", "Bytes sent.", s => s.Total.BytesWritten);
        Transport("cache.yields", "{turn}", "Turns that ended with requests left over.", s => s.Total.Yields);
        Gauge("cache.connections.current", "{connection}", "Connections open.", () => _transport.Stats().ConnectionsCurrent);
        Gauge("cache.connections.limit", "{connection}", "Connections allowed.", () => _transport.Stats().ConnectionsMax);
    }

    private void Command(string name, string help, Func<CommandCounters, long> read) =>
        _meter.CreateObservableCounter(name, () => read(_context.SumCounters()), "{command}", help);

    private void Engine(string name, string unit, string help, Func<EngineStats, long> read) =>
        _meter.CreateObservableCounter(name, () => read(_context.Engine.Stats()), unit, help);

    private void Transport(string name, string unit, string help, Func<TransportStats, long> read) =>
        _meter.CreateObservableCounter(name, () => read(_transport.Stats()), unit, help);

    private void Gauge(string name, string unit, string help, Func<long> read) => _meter.CreateObservableGauge(name, read, unit, help);
}
