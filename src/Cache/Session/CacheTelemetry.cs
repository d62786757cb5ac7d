namespace FromScratch.Cache.Session;

/// <summary>
/// What sessions tell and operators read: counters and the observer of requests. Made before both <see cref="CacheContext"/> and
/// <see cref="Admin.AdminCommands"/>, so that neither needs the other.
/// </summary>
public sealed class CacheTelemetry(int loops)
{
    private volatile IRequestObserver? _observer;

    /// <summary>By <see cref="Transport.IConnection.LoopIndex"/>.</summary>
    public CommandCounters[] CountersByLoop { get; } = [.. Enumerable.Range(0, loops).Select(_ => new CommandCounters())];

    /// <summary>Told of each request on an item; null while nobody watches. Set from any thread, seen by the loops soon after.</summary>
    public IRequestObserver? Observer { get => _observer; set => _observer = value; }

    public CommandCounters Sum()
    {
        var sum = new CommandCounters();
        foreach (var counters in CountersByLoop)
            counters.AddTo(sum);
        return sum;
    }
}
