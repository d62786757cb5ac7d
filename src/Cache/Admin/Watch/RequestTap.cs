using FromScratch.Cache.Admin.Stats;
using FromScratch.Cache.Engine;
using FromScratch.Cache.Session;
using FromScratch.Transport;

namespace FromScratch.Cache.Admin.Watch;

/// <summary>
/// Listens to requests for `watch fetchers|mutations|deletions` and `stats detail`, and to evictions for `watch evictions`; plugs
/// itself in while somebody wants to know and out again afterwards.
/// </summary>
internal sealed class RequestTap : IRequestObserver
{
    private const WatchKinds OfRequests = WatchKinds.Fetchers | WatchKinds.Mutations | WatchKinds.Deletions;

    private readonly Lock _gate = new();
    private readonly WatchHub _hub;
    private readonly PrefixStats _prefixes;
    private readonly CacheTelemetry _telemetry;
    private readonly CacheEngine _engine;
    private readonly EvictionTap _evictions;

    public RequestTap(WatchHub hub, PrefixStats prefixes, CacheTelemetry telemetry, CacheEngine engine)
    {
        _hub = hub;
        _prefixes = prefixes;
        _telemetry = telemetry;
        _engine = engine;
        _evictions = new EvictionTap(hub);
        hub.WantedChanged = Apply;
        Apply();
    }

    /// <summary>Plugs in or out according to what is wanted now.</summary>
    public void Apply()
    {
        lock (_gate)
        {
            _telemetry.Observer = _prefixes.Enabled || _hub.Wants(OfRequests) ? this : null;
            var wantsEvictions = _hub.Wants(WatchKinds.Evictions);
            if (wantsEvictions != (_engine.EvictionObserver is not null))
                _engine.EvictionObserver = wantsEvictions ? _evictions : null;
        }
    }

    public void Fetched(IConnection connection, ReadOnlySpan<byte> key, FetchOutcome outcome, int valueLength)
    {
        var found = outcome == FetchOutcome.Found;
        if (_prefixes.Enabled)
            _prefixes.Get(key, found);
        if (!_hub.Wants(WatchKinds.Fetchers))
            return;
        var line = new LogLine(stackalloc byte[LogLine.BytesMax]);
        line.Add("type=item_get key="u8);
        line.AddKey(key);
        line.Add(found ? " status=found"u8 : " status=not_found"u8);
        line.Add(" clsid="u8, found ? ReportedClass.All : 0);
        line.Add(" cfd="u8, connection.Id);
        line.Add(" size="u8, valueLength);
        _hub.Publish(WatchKinds.Fetchers, line.Written);
    }

    public void Mutated(
        IConnection connection, ReadOnlySpan<byte> key, MutationCommand command, StoreStatus status, Expiry expiry, int valueLength)
    {
        if (_prefixes.Enabled)
            _prefixes.Set(key);
        if (!_hub.Wants(WatchKinds.Mutations))
            return;
        var line = new LogLine(stackalloc byte[LogLine.BytesMax]);
        line.Add("type=item_store key="u8);
        line.AddKey(key);
        line.Add(" status="u8);
        line.Add(NameOf(status));
        line.Add(" cmd="u8);
        line.Add(NameOf(command));
        line.Add(" ttl="u8, TtlOf(expiry));
        line.Add(" clsid="u8, ReportedClass.All);
        line.Add(" cfd="u8, connection.Id);
        line.Add(" size="u8, valueLength);
        _hub.Publish(WatchKinds.Mutations, line.Written);
    }

    public void Deleted(IConnection connection, ReadOnlySpan<byte> key, DeletionCommand command, DeleteStatus status)
    {
        if (_prefixes.Enabled)
            _prefixes.Delete(key);
        if (status != DeleteStatus.Deleted || !_hub.Wants(WatchKinds.Deletions))
            return;
        var line = new LogLine(stackalloc byte[LogLine.BytesMax]);
        line.Add("type=deleted key="u8);
        line.AddKey(key);
        line.Add(command == DeletionCommand.MetaDelete ? " cmd=md"u8 : " cmd=delete"u8);
        line.Add(" clsid="u8, ReportedClass.All);
        _hub.Publish(WatchKinds.Deletions, line.Written);
    }

    private long TtlOf(Expiry expiry) => expiry == Expiry.Never ? 0 : Math.Max(-1L, expiry.EngineSecond - (long)_engine.Clock.Now);

    private static ReadOnlySpan<byte> NameOf(StoreStatus status) => status switch
    {
        StoreStatus.Stored => "stored"u8,
        StoreStatus.NotStored => "not_stored"u8,
        StoreStatus.Exists => "exists"u8,
        StoreStatus.NotFound => "not_found"u8,
        StoreStatus.TooLarge => "too_large"u8,
        _ => "no_memory"u8,
    };

    private static ReadOnlySpan<byte> NameOf(MutationCommand command) => command switch
    {
        MutationCommand.Add => "add"u8,
        MutationCommand.Replace => "replace"u8,
        MutationCommand.Append => "append"u8,
        MutationCommand.Prepend => "prepend"u8,
        MutationCommand.Cas => "cas"u8,
        _ => "set"u8,
    };
}
