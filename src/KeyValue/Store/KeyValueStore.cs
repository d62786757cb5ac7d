using FromScratch.Core;
using FromScratch.Group;
using FromScratch.KeyValue.Commands;
using FromScratch.KeyValue.Engine;
using FromScratch.KeyValue.Snapshots;
using FromScratch.Log;
using FromScratch.Log.Files;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;
using Microsoft.Extensions.Logging;

namespace FromScratch.KeyValue.Store;

/// <summary>
/// One history and what it makes of the keys: see DESIGN.md. Everything but <see cref="Gate"/> itself is called with the gate held, unless
/// said otherwise.
/// </summary>
public sealed partial class KeyValueStore : IAsyncDisposable
{
    private readonly StoreOptions _options;
    private readonly ILogDirectory _directory;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SeededRandom _random;
    private readonly EntryExecutor _executor;
    private readonly PendingRing _pending = new();
    private readonly WireQueue _wire = new();
    private readonly List<IStoreClient> _answered = [];
    private readonly List<IStoreClient> _waiting = [];
    private readonly AnsweredErrors _errors = new();
    private readonly Evictions _evictions;
    private readonly SnapshotFiles _snapshotFiles;
    private readonly Machine _machine;

    /// <summary>Null = nothing is kept.</summary>
#pragma warning disable CA2213 // Closed by CloseGroupAsync.
    private ReplicationGroup? _group;
#pragma warning restore CA2213

    /// <summary>What this node is to its group; without one, it leads.</summary>
    private GroupRole _role = new(IsLeader: true, Term: 1, LeaderId: 0);

    /// <summary>The members, as the newest snapshot has them.</summary>
    private SnapshotConfiguration _configuration;

    /// <summary>Reads entries that nobody here waits for.</summary>
    private LogCursor? _cursor;
    private bool _hasProposed;
    private volatile bool _isPutOff;

    /// <summary>Payload of one entry.</summary>
    private int _entryBytesMax = Array.MaxLength / 2;

    /// <summary>Where there is no log to count.</summary>
    private ulong _lastIndex;

    /// <summary>Entries up to here may be applied.</summary>
    private ulong _committedIndex;
    private ulong _appliedIndex;
    private ulong _appliedTerm;

    /// <summary>Of the entry stamped last.</summary>
    private long _stampMs;
    private long _keysExpired;
    private long _keysEvicted;
    private long _growingBytes;
    private bool _isDiskFull;

    /// <summary>Why the history has ended; reads go on.</summary>
    private Exception? _failure;

    private KeyValueStore(StoreOptions options, ILogDirectory directory, TimeProvider time, ILogger logger)
    {
        (_options, _directory, _time, _logger) = (options, directory, time, logger);
        _random = options.Random;
        Keys = new Keyspace((long)_random.NextUInt64())
        {
            Tracking = TrackingFor(options.MemoryPolicy),
            IsOrdered = options.OrderedKeys,
        };
        _executor = new EntryExecutor(Keys);
        _evictions = new Evictions(options, Keys);
        _snapshotFiles = new SnapshotFiles(directory);
        _machine = new Machine(this);
    }

    /// <summary>Held for one received batch, or 64 applied operations, never over I/O.</summary>
    public Lock Gate { get; } = new();

    /// <summary>
    /// Takes the gate. A snapshot's walk takes it thousands of times, and between two of them is no time for a thread that sleeps on it to
    /// wake up: so whoever comes while one is under way says so, and the walk makes way.
    /// </summary>
    public Lock.Scope EnterGate()
    {
        if (!_isSnapshotUnderWay)
            return Gate.EnterScope();
        Interlocked.Increment(ref _gateWanted);
        var scope = Gate.EnterScope();
        Interlocked.Decrement(ref _gateWanted);
        return scope;
    }

    /// <summary>For reads and introspection; changed by applied entries only.</summary>
    public Keyspace Keys { get; private set; }

    public StoreStats Stats
    {
        get
        {
            var group = _group;
            var stats = group?.LogStats ?? default;
            return new StoreStats
            {
                Term = _role.Term,
                IsLeader = _role.IsLeader,
                AppliedIndex = _appliedIndex,
                AppendedIndex = group?.LastIndex ?? _appliedIndex,
                DurableIndex = group?.DurableIndex ?? 0,
                FirstIndex = group?.FirstIndex ?? 0,
                Syncs = stats.Syncs,
                EntriesAppended = stats.Entries,
                LogBytes = stats.Bytes,
                KeysExpired = _keysExpired,
                KeysEvicted = _keysEvicted,
                KeyHits = _executor.Counters.Hits,
                KeyMisses = _executor.Counters.Misses,
                ChangesSinceSnapshot = _changes,
                SnapshotUnderWay = _isSnapshotUnderWay,
                LastSnapshotUnixSeconds = _lastSnapshotUnixSeconds,
                LastSnapshotFailed = _lastSnapshotFailed,
                DiskFull = _isDiskFull,
                LogFailure = _failure?.Message,
            };
        }
    }

    /// <summary>maxmemory; 0 = no limit. May be changed while it serves.</summary>
    public long MemoryBytesMax
    {
        get => _evictions.MemoryBytesMax;
        set => _evictions.MemoryBytesMax = value;
    }

    /// <summary>maxmemory-policy. May be changed while it serves.</summary>
    public MaxMemoryPolicy MemoryPolicy
    {
        get => _evictions.Policy;
        set
        {
            _evictions.Policy = value;
            Keys.Tracking = TrackingFor(value);
        }
    }

    /// <summary>Null = nothing is kept, so there is none.</summary>
    public ReplicationGroup? Group => _group;

    public bool IsLeader => _role.IsLeader;

    /// <summary>
    /// Under the gate, when this node begins to lead or no longer does: whoever is connected should look for the leader again.
    /// </summary>
    public Action? RoleFlipped { get; set; }

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The client is gone; its unanswered operations are executed all the same, their replies dropped.</summary>
    public void Forget(IStoreClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        _waiting.Remove(client);
        if (client.Unanswered == 0)
            return;
        for (var position = 0; position < _pending.Count; position++)
        {
            if (_pending[position].Client == client)
                _pending[position].Client = null;
        }

        client.Unanswered = 0;
    }

    private static AccessTracking TrackingFor(MaxMemoryPolicy policy) =>
        policy == MaxMemoryPolicy.AllKeysLfu ? AccessTracking.Frequency : AccessTracking.Recency;

    private CommandContext ObserveTime(IStoreClient? client, RespWriter reply)
    {
        var timeMs = Math.Max(Keys.LogTimeMs, NowMs);
        Keys.ObserveTime(timeMs);
        return new CommandContext(Keys, timeMs, _random.NextUInt64(), reply)
        {
            Counters = _executor.Counters,
            NoTouch = client is { NoTouch: true },
        };
    }
}

/// <param name="Key">A copy.</param>
/// <param name="Version">0 = there was no such key.</param>
public readonly record struct WatchedKey(byte[] Key, ulong Version);
