using FromScratch.Hosting.Lifetime;
using FromScratch.KeyValue.Feeds;
using FromScratch.KeyValue.Mirror;
using FromScratch.KeyValue.Observability;
using FromScratch.KeyValue.Session.Access;
using FromScratch.KeyValue.Session.Messages;
using FromScratch.KeyValue.Session.Settings;
using FromScratch.KeyValue.Session.Statistics;
using FromScratch.KeyValue.Store;
using FromScratch.Transport.Stats;

namespace FromScratch.KeyValue.Session;

/// <summary>What all sessions of one server share; used under the store's gate.</summary>
internal sealed class KeyValueContext : IDisposable
{
    /// <summary>The Redis whose behaviour is kept.</summary>
    public const string RedisVersion = "7.0.15";

    private readonly TimeProvider _time;
    private long _tickedTimestamp;
    private string? _heldBecause;

    public KeyValueContext(KeyValueOptions options, KeyValueStore store, TimeProvider time)
    {
        Options = options;
        Store = store;
        _time = time;
        Settings = new RuntimeSettings(options);
        Users = new UserTable(options.Users, options.RequirePass);
        StartedTimestamp = _tickedTimestamp = time.GetTimestamp();
        Counters = new CommandCounters(time);
        SlowLog = new SlowLog();
        Streams = new StreamPump(store);
        store.RoleFlipped = CloseClients;
        store.Advanced = Streams.Signal;
        store.Published = (channel, message) => _ = PubSub.Publish(channel, message);
    }

    public KeyValueOptions Options { get; }

    public KeyValueStore Store { get; }

    public TimeProvider Time => _time;

    public RuntimeSettings Settings { get; }

    public UserTable Users { get; }

    public ClientRegistry Clients { get; } = new();

    public PubSubHub PubSub { get; } = new();

    public MonitorHub Monitors { get; } = new();

    public StreamPump Streams { get; }

    /// <summary>Null = nothing is kept, so it can be no copy.</summary>
    public MirrorPuller? Mirror { get; init; }

    public CommandCounters Counters { get; }

    public SlowLog SlowLog { get; }

    public long StartedTimestamp { get; }

    /// <summary>Set when the transport is there; its figures are absent before.</summary>
    public Func<TransportStats>? Transport { get; set; }

    /// <summary>Whom to tell that this node cannot serve.</summary>
    public Readiness? Readiness { get; init; }

    /// <summary>The first TCP port really bound; 0 = none.</summary>
    public int TcpPort { get; set; }

    /// <summary>Ends the process, for SHUTDOWN; null where the server does not own it.</summary>
    public Action? StopHost { get; init; }

    /// <summary>The name of this history, as clients may want to know one: forty hexadecimal digits.</summary>
    public string ReplicationId { get; } = FreshId();

    public string RunId { get; } = FreshId();

    public long NowUnixMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public OperationsRate Rate { get; } = new();

    /// <summary>Hands the store what CONFIG SET has changed.</summary>
    public void ApplyMemoryLimit()
    {
        Store.MemoryBytesMax = Settings.MaxMemoryBytes;
        Store.MemoryPolicy = Settings.MaxMemoryPolicy;
    }

    /// <summary>Every tenth of a second, under no lock.</summary>
    public void Tick()
    {
        lock (Store.Gate)
        {
            var now = _time.GetTimestamp();
            Rate.Tick(Counters.Commands, _time.GetElapsedTime(_tickedTimestamp, now).TotalSeconds);
            _tickedTimestamp = now;
        }

        TellReadiness();
    }

    /// <summary>Under no lock, by one thread at a time.</summary>
    public void TellReadiness()
    {
        var why = WhyNotReady();
        if (Readiness is null || why == _heldBecause)
            return;
        if (why is not null)
            Readiness.Hold(why);
        if (_heldBecause is not null)
            Readiness.Release(_heldBecause);
        _heldBecause = why;
    }

    private string? WhyNotReady()
    {
        lock (Store.Gate)
        {
            if (Store.Stats.LogFailure is not null)
                return "the log has failed";
            if (Store.Mirror.IsIncomplete)
                return "loading a copy";
        }

        return Store.Group?.Status switch
        {
            null => null,
            { IsFormed: false } => "no group has been formed yet",
            { IsLeader: false, LeaderName: null or "" } => "nobody is known to lead",
            _ => null,
        };
    }

    /// <summary>When no session is left, and before the store goes.</summary>
    public void Dispose()
    {
        Mirror?.Dispose();
        Streams.Dispose();
    }

    /// <summary>Hides what has expired by now from the look-ups that follow.</summary>
    public void ObserveTime() => Store.Keys.ObserveTime(NowUnixMs);

    /// <summary>Whoever is connected finds the leader again by connecting anew.</summary>
    private void CloseClients()
    {
        foreach (var session in Clients.All)
            session.Kill();
    }

    private static string FreshId() => (Guid.NewGuid().ToString("N") + Guid.NewGuid().ToString("N"))[..40];
}
