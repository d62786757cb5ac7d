using FromScratch.Cache.Admin;
using FromScratch.Cache.Engine;

namespace FromScratch.Cache.Session;

/// <summary>What all sessions of one cache server share.</summary>
public sealed class CacheContext(CacheOptions options, CacheEngine engine, CacheTelemetry telemetry, AdminCommands admin)
{
    /// <summary>What `version` answers and `stats` shows: the memcached release whose behaviour is kept.</summary>
    public const string Version = "1.6.45";

    private readonly CacheTelemetry _telemetry = telemetry;

    public CacheOptions Options { get; } = options;

    public CacheEngine Engine { get; } = engine;

    public AdminCommands Admin { get; } = admin;

    /// <summary>Told of each request on an item; null while nobody watches. Set from any thread, seen by the loops soon after.</summary>
    public IRequestObserver? Observer { get => _telemetry.Observer; set => _telemetry.Observer = value; }

    /// <summary>By <see cref="Transport.IConnection.LoopIndex"/>.</summary>
    public CommandCounters[] CountersByLoop => _telemetry.CountersByLoop;

    /// <summary>All loops' counters added up.</summary>
    public CommandCounters SumCounters() => _telemetry.Sum();

    /// <summary>Builds the context together with the operators' side of it.</summary>
    /// <param name="control">Null where the cache does not own its process: shutdown is then refused and process values are absent.</param>
    /// <param name="transport">Null where there is no transport: its values are then absent.</param>
    public static CacheContext Create(
        CacheOptions options, CacheEngine engine, int loops, TimeProvider time,
        IServerControl? control = null, ITransportStats? transport = null)
    {
        var telemetry = new CacheTelemetry(loops);
        return new CacheContext(options, engine, telemetry, new AdminCommands(options, engine, telemetry, time, control, transport));
    }
}
