using FromScratch.Cache.Admin;
using FromScratch.Cache.Engine;

namespace FromScratch.Cache.Session;

/// <summary>What all sessions of one cache server share.</summary>
public sealed class CacheContext(CacheOptions options, CacheEngine engine, int loops, AdminCommands admin)
{
    /// <summary>What `version` answers and `stats` shows: the memcached release whose behaviour is kept.</summary>
    public const string Version = "1.6.45";

    public CacheOptions Options { get; } = options;

    public CacheEngine Engine { get; } = engine;

    public AdminCommands Admin { get; } = admin;

    /// <summary>Told of each request on an item; null while nobody watches. Set from any thread, seen by the loops soon after.</summary>
    public IRequestObserver? Observer { get; set; }

    /// <summary>By <see cref="Transport.IConnection.LoopIndex"/>.</summary>
    public CommandCounters[] CountersByLoop { get; } = [.. Enumerable.Range(0, loops).Select(_ => new CommandCounters())];
}
