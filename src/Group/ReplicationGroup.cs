using System.Net;
using FromScratch.Core;
using FromScratch.Group.Driving;
using FromScratch.Group.Links;
using FromScratch.Group.Members;
using FromScratch.Group.Meta;
using FromScratch.Group.Snapshots;
using FromScratch.Log;
using FromScratch.Log.Files;
using FromScratch.Replication;
using Microsoft.Extensions.Logging;

namespace FromScratch.Group;

/// <summary>
/// One node's part in a group: a replica with its log, its meta file and its connections to the other members; DESIGN.md has the whole.
/// What it carries is an <see cref="IGroupMachine"/>. Every method may be called by any thread, also while it holds the machine's own
/// lock, and waits for no disk, network or call of the machine, but for those that say otherwise.
/// </summary>
public sealed partial class ReplicationGroup : IAsyncDisposable
{
    private readonly GroupOptions _options;
    private readonly ILogDirectory _directory;
    private readonly IGroupMachine _machine;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly long _startStamp;
    private readonly Counters _counters = new();
    private readonly PeerHost _host;
    private readonly MachineEvents _events;
    private readonly Worker _worker;
    private readonly Worker _news;
    private readonly Ticker _ticker;
    private readonly SnapshotReceiver _receiver;
    private readonly ReadTickets _reads;
    private readonly ForwardTable _forwards;

    /// <summary>Guards the replica and all that hangs on it. Under it only memory is touched; taken before the log's queue.</summary>
    private readonly Lock _gate = new();
    private volatile WriteAheadLog? _log;
    private Replica? _replica;
    private MemberHistory? _history;
    private PeerServer? _server;
    private GroupRole _toldRole;
    private ulong _applied;
    private long _freshAtMs = long.MinValue / 2;

    /// <summary>For reads without the lock: until then, and from this applied index on, what is applied may be shown.</summary>
    private long _leaseUntilMs;
    private ulong _leaseIndex = ulong.MaxValue;
    private volatile bool _isStopping;

    private ReplicationGroup(
        GroupOptions options, ILogDirectory directory, IGroupMachine machine, TimeProvider time, ILogger logger)
    {
        (_options, _directory, _machine, _time, _logger) = (options, directory, machine, time, logger);
        _startStamp = time.GetTimestamp();
        _toldRole = new GroupRole(IsLeader: false, Term: 0, LeaderId: 0, IsWitness(role: null));
        _random = new SeededRandom(options.Random.NextUInt64());
        _host = new PeerHost(this);
        _metaFile = new MetaFile(directory);
        _events = new MachineEvents(machine, logger);
        _worker = new Worker("group worker", Fail);
        _news = new Worker("group news", Fail);
        _receiver = new SnapshotReceiver(this);
        _reads = new ReadTickets(_events, _random.NextUInt64(), options.PendingReadsMax, 10 * options.Replica.ElectionTimeoutMs);
        _forwards = new ForwardTable(_random.NextUInt64(), options.ForwardsMax);
        _ticker = new Ticker(time, TimeSpan.FromMilliseconds(Math.Max(1, options.Replica.HeartbeatMs / 2)), Tick);
    }

    /// <summary>Where the other members reach this node; null = nowhere, or not started.</summary>
    public IPEndPoint? ListenEndPoint => _server?.EndPoint;

    /// <summary>Identity of the group and its log; 0 = this node belongs to none yet.</summary>
    public UInt128 ClusterId => Meta.ClusterId;

    /// <summary>This member's; never changes.</summary>
    public ulong MemberId => Meta.MemberId;

    /// <summary>Why the group has stopped on this node, or null.</summary>
    public Exception? Failure => _events.Failure;

    /// <summary>Of the log; all zero before the node belongs to a group.</summary>
    public LogStats LogStats => _log?.Stats ?? default;

    /// <summary>The first entry that the log still has; 0 before the node belongs to a group.</summary>
    public ulong FirstIndex => _log?.FirstIndex ?? 0;

    /// <summary>What this node is to its group, as the machine was or will be told.</summary>
    public GroupRole Role
    {
        get
        {
            lock (_gate)
                return _toldRole;
        }
    }

    /// <summary>The members at index 0: for snapshots taken before any change.</summary>
    public MemberList InitialMembers => Meta.Founders;

    /// <summary>
    /// How old what this node shows may be: zero on a leader with a lease, MaxValue when nobody knows. Takes no lock.
    /// </summary>
    public TimeSpan StaleFor
    {
        get
        {
            if (TryLeaseRead())
                return TimeSpan.Zero;
            var freshAtMs = Volatile.Read(ref _freshAtMs);
            return freshAtMs <= 0 ? TimeSpan.MaxValue : TimeSpan.FromMilliseconds(Math.Max(0, NowMs - freshAtMs));
        }
    }

    /// <summary>Monotonic, more than 0.</summary>
    private long NowMs => 1 + (long)_time.GetElapsedTime(_startStamp).TotalMilliseconds;

    /// <summary>Appends an entry to the leader's log. <see cref="Flush"/> or <see cref="FlushHere"/> gets it written and shipped.</summary>
    /// <param name="tag">Below <see cref="GroupTags.First"/>.</param>
    /// <param name="payload">Copied.</param>
    /// <param name="onlyInTerm">Refused in any other term; 0 = in any.</param>
    /// <param name="index">Of the entry, when it was appended.</param>
    public ProposeResult TryPropose(byte tag, ReadOnlySpan<byte> payload, ulong onlyInTerm, out ulong index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(tag, GroupTags.First);
        lock (_gate)
        {
            index = 0;
            if (Failure is not null)
                return ProposeResult.Failed;
            if (_replica is not { CanPropose: true } replica || (onlyInTerm != 0 && onlyInTerm != replica.Term))
                return ProposeResult.NotLeader;
            switch (_log!.TryAppend(replica.Term, tag, payload, out index))
            {
                case AppendResult.Appended:
                    replica.Proposed(index);
                    return ProposeResult.Appended;
                case AppendResult.Full:
                    return ProposeResult.Full;
                case AppendResult.DiskFull:
                    return ProposeResult.DiskFull;
                default:
                    return ProposeResult.Failed;
            }
        }
    }

    /// <summary>Wakes the flusher when something is queued. Once for what one client sent at once: the log's pacing counts them.</summary>
    public void Flush() => _log?.Flush();

    /// <summary>
    /// As <see cref="WriteAheadLog.FlushHere"/>: writes on this thread unless the durability is always. The machine may be called: hold
    /// none of its locks.
    /// </summary>
    public void FlushHere() => _log?.FlushHere();

    /// <summary>Returns when everything appended is on disk: before a snapshot counts. It waits; hold no lock.</summary>
    /// <exception cref="IOException">The disk is full, or the log has stopped for good.</exception>
    public void SyncLog() => _log?.Sync();

    /// <summary>A cursor over the log, also over what is not committed yet: read no further than that.</summary>
    /// <exception cref="InvalidOperationException">The node belongs to no group yet.</exception>
    public LogCursor ReadLog(ulong from) => (_log ?? throw new InvalidOperationException("there is no log yet")).Read(from);

    /// <summary>The machine has applied everything up to here.</summary>
    public void Applied(ulong index)
    {
        lock (_gate)
        {
            if (index <= _applied || _replica is not { } replica)
                return;
            Volatile.Write(ref _applied, index);
            replica.Applied(Math.Min(index, replica.CommitIndex));
            NoteFreshness(replica);
        }
    }

    /// <summary>
    /// True on a leader with a lease that has applied what must be seen: a linearizable read may be answered now. Takes no lock.
    /// </summary>
    public bool TryLeaseRead() =>
        NowMs < Volatile.Read(ref _leaseUntilMs) && Volatile.Read(ref _applied) >= Volatile.Read(ref _leaseIndex);

    /// <summary>
    /// Asks for a read index; <see cref="IGroupMachine.ReadConfirmed"/> follows, once. All that wait share rounds; while nobody leads
    /// it waits a while and then gives up (index 0).
    /// </summary>
    public void RequestRead(ulong ticket)
    {
        lock (_gate)
        {
            _reads.Add(ticket, _replica, NowMs);
            Collect();
        }

        AfterMachineCall();
    }

    /// <summary>The members that count at an entry: for a snapshot of it.</summary>
    /// <param name="index">Not before the newest snapshot.</param>
    /// <param name="configurationIndex">Of the entry that they come from.</param>
    /// <exception cref="InvalidOperationException">The node belongs to no group yet.</exception>
    public MemberList MembersAt(ulong index, out ulong configurationIndex)
    {
        lock (_gate)
            return (_history ?? throw new InvalidOperationException("there is no group yet")).At(index, out configurationIndex);
    }

    /// <summary>The machine has a snapshot of this entry, on disk: the log is cut behind it, but for the trailing entries.</summary>
    public void SnapshotTaken(ulong index)
    {
        lock (_gate)
        {
            _replica?.SnapshotTaken(index);
            _history?.Forget(index);
        }

        if (index > _options.TrailingEntries)
            _log?.TruncatePrefix(index - _options.TrailingEntries + 1);
    }

    /// <summary>
    /// The machine cannot go on: the group stops on this node, and tells the machine so by <see cref="IGroupMachine.Failed"/>.
    /// </summary>
    public void Fail(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        if (!_events.TryFail(error))
            return;
        lock (_gate)
            Volatile.Write(ref _leaseUntilMs, 0);
        if (_isStopping && error is ObjectDisposedException)
            return;
        GroupLog.Failed(_logger, error is IOException or ReplicaBrokenException ? error.Message : error.ToString());
        _ticker.Wake();
    }

    private static ulong LeaseIndexOf(Replica replica) => Math.Max(replica.AcknowledgedIndex, replica.TermStartIndex);

    private void NoteFreshness(Replica replica)
    {
        if (_applied >= replica.CommitKnownIndex)
            Volatile.Write(ref _freshAtMs, Math.Max(_freshAtMs, replica.CommitKnownAtMs));
    }
}
