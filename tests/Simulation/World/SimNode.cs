using FromScratch.Core;
using FromScratch.Replication;
using FromScratch.Replication.Membership;
using FromScratch.Simulation.Model;

namespace FromScratch.Simulation.World;

/// <summary>One node: a replica, driven as its contract says, with delays and failures wherever the contract allows them.</summary>
internal sealed partial class SimNode
{
    private const int TickUs = 10_000;
    private readonly SimWorld _world;
    private readonly SeededRandom _random;
    private readonly Queue<Action> _deferred = new();
    private readonly double _clockRate;
    private readonly long _clockOffsetMs;

    /// <summary>Grows at every crash: what an earlier life began does not end in this one.</summary>
    private int _life;
    private bool _isPaused;
    private bool _wasLeader;

    public SimNode(SimWorld world, ulong id, SimDisk disk, ulong seed)
    {
        (_world, Id, Disk, _random) = (world, id, disk, new SeededRandom(seed));
        // Two clocks run apart by no more than a tenth.
        _clockRate = 0.955 + (0.09 * _random.NextDouble());
        _clockOffsetMs = 1 + _random.NextInt32(100_000);
        State = new Registers(world.Options.Keys);
    }

    public ulong Id { get; }

    public SimDisk Disk { get; }

    /// <summary>Null = it does not run.</summary>
    public Replica? Replica { get; private set; }

    public Registers State { get; private set; }

    public bool IsDiskFull { get; set; }

    /// <summary>Until then nothing reaches the disk.</summary>
    public long DiskFreeAt { get; set; }

    public long NowMs => _clockOffsetMs + (long)(_world.Now / 1000 * _clockRate);

    public void Boot()
    {
        if (Replica is not null)
            return;
        _life++;
        _isPaused = false;
        _wasLeader = false;
        _deferred.Clear();
        State = Disk.Snapshot?.State.Copy() ?? new Registers(_world.Options.Keys);
        _appliedConfiguration = Disk.Snapshot?.Configuration ?? Disk.First;
        Replica = new Replica(OptionsOfReplica(), Disk.Start(), Disk, new SeededRandom(_random.NextUInt64()), NowMs);
        if (_world.Notes)
            _world.Note($"{Id} starts: term {Replica.Term} log {Disk.FirstIndex}..{Disk.LastIndex} snapshot {Disk.Snapshot?.Index ?? 0}");
        Tick(_life);
    }

    /// <summary>Stops dead.</summary>
    public void Crash()
    {
        if (Replica is null)
            return;
        if (_world.Notes)
            _world.Note($"{Id} crashes: log {Disk.FirstIndex}..{Disk.LastIndex}, synced {Disk.DurableIndex}");
        if (_hardOnItsWay is { } hard && _random.Chance(0.5))
            Disk.Hard = hard;
        if (_installOnItsWay is { } snapshot && _random.Chance(0.5))
            Disk.Restart(snapshot);
        else if (_truncateOnItsWay is { } lastKept && _random.Chance(0.5))
            Disk.Truncate(lastKept);
        Disk.Crash(_random);
        Forget();
        Replica = null;
        _life++;
    }

    public void Pause() => _isPaused = true;

    public void Resume()
    {
        _isPaused = false;
        while (!_isPaused && _deferred.TryDequeue(out var action))
            action();
    }

    public override string ToString() => Replica is not { } replica
        ? $"{Id} is down"
        : $"{Id} {replica.Role} term {replica.Term} leader {replica.LeaderId} log {Disk.FirstIndex}..{Disk.LastIndex} "
          + $"synced {Disk.DurableIndex} commit {replica.CommitIndex} applied {State.Index} "
          + $"members {string.Join(",", replica.Configuration.Members.Select(static member => member.Id))}";

    /// <summary>What a client, a timer, a disk or another node has for it: at once, or when it wakes up.</summary>
    public void Do(Action action)
    {
        if (Replica is null)
            return;
        if (!_isPaused)
        {
            action();
            return;
        }

        var life = _life;
        _deferred.Enqueue(() =>
        {
            if (life == _life)
                action();
        });
    }

    public void Transfer(ulong to) => Do(() =>
    {
        Replica!.TryTransfer(to, NowMs);
        Work();
    });

    /// <summary>On the leader: proposes other members, where that may be done now.</summary>
    public void Change(Func<Configuration, Configuration> change) => Do(() =>
    {
        if (Replica is not { IsLeader: true } replica || IsDiskFull)
            return;
        var next = change(replica.Configuration);
        if (next == replica.Configuration || replica.CheckConfiguration(next) is not null)
            return;
        Disk.Append(new SimEntry(replica.Term, default, next));
        replica.ProposedConfiguration(Disk.LastIndex, next);
        Work();
    });

    private ReplicaOptions OptionsOfReplica() => new()
    {
        Id = Id,
        ElectionTimeoutMs = 100,
        HeartbeatMs = 20,
        DiskStallMs = 400,
        ClockDriftPercent = 10,
        UsesLease = _world.Options.UsesLease,
        CommitRule = _world.Options.CommitRule,
        AppendBytesMax = 1 + _random.NextInt32(12),
        InFlightBytesMax = 40,
        InFlightMessagesMax = 4,
        Broken = _world.Options.Broken,
    };

    private void Tick(int life)
    {
        if (life != _life)
            return;
        Do(() =>
        {
            Replica!.Tick(NowMs);
            Work();
        });
        _world.At(TickUs, () => Tick(life));
    }

    /// <summary>Later, in this life, when it is not paused.</summary>
    private void Later(long delay, Action action)
    {
        var life = _life;
        _world.At(delay, () =>
        {
            if (life == _life)
                Do(action);
        });
    }

    private void Forget()
    {
        (_hardOnItsWay, _installOnItsWay, _truncateOnItsWay) = (null, null, null);
        _isSyncing = _isApplying = false;
        _pending.Clear();
        _confirming.Clear();
        _waiting.Clear();
    }
}
