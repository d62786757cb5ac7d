using FromScratch.Replication;
using FromScratch.Replication.Membership;
using FromScratch.Replication.Messages;
using FromScratch.Simulation.Model;

namespace FromScratch.Simulation.World;

/// <content>Between the replica, the disk and the network.</content>
internal sealed partial class SimNode
{
    private HardState? _hardOnItsWay;
    private SimSnapshot? _installOnItsWay;
    private ulong? _truncateOnItsWay;
    private PlacedConfiguration _appliedConfiguration;
    private bool _isSyncing;
    private bool _isApplying;
    private int _logGeneration;

    public void Receive(SimMessage message) => Do(() =>
    {
        var change = Replica!.Step(message.Head, NowMs);
        switch (change.Kind)
        {
            case LogChangeKind.Append:
                Append(message, change.Index);
                break;
            case LogChangeKind.Truncate:
                BeginTruncate(change.Index);
                break;
            default:
                break;
        }

        Work();
    });

    /// <summary>Everything that the replica has to say or wants done.</summary>
    private void Work()
    {
        var replica = Replica!;
        if (replica.NeedsNoOp && !IsDiskFull)
        {
            Disk.Append(new SimEntry(replica.Term, default, null));
            replica.Proposed(Disk.LastIndex);
        }

        _world.Invariants.Look(this);
        if (_wasLeader && !replica.IsLeader)
            _pending.Clear();
        _wasLeader = replica.IsLeader;
        if (replica.TryTakeHardState(out var state))
            BeginSave(state);
        while (replica.TryTakeMessage(out var message))
            _world.Send(this, new SimMessage(message, []));
        foreach (var peer in replica.Peers.ToList())
            Ship(peer);
        TakeReads();
        BeginSync();
        BeginApply();
    }

    private void BeginSave(HardState state)
    {
        _hardOnItsWay = state;
        Later(DiskDelay(), () =>
        {
            _world.Invariants.Save(this, Disk.Hard, state);
            Disk.Hard = state;
            _hardOnItsWay = null;
            Replica!.HardStateSaved(state);
            Work();
        });
    }

    private void BeginSync()
    {
        if (_isSyncing || Disk.DurableIndex >= Disk.LastIndex)
            return;
        _isSyncing = true;
        var (target, generation) = (Disk.LastIndex, _logGeneration);
        Later(DiskDelay(), () =>
        {
            _isSyncing = false;
            if (generation == _logGeneration)
            {
                Disk.DurableIndex = target;
                Replica!.Durable(target);
            }

            Work();
        });
    }

    private void Append(SimMessage message, ulong from)
    {
        for (var index = from; index <= message.Head.Index + (ulong)message.Head.EntryCount && !IsDiskFull; index++)
        {
            Disk.Append(message.Entries[(int)(index - message.Head.Index - 1)]);
            // Now and then the log's queue is full in the middle.
            if (_random.Chance(0.01))
                break;
        }

        Replica!.Appended(Disk.LastIndex, Disk.LastTerm);
    }

    private void BeginTruncate(ulong lastKept)
    {
        _truncateOnItsWay = lastKept;
        Later(DiskDelay(), () =>
        {
            Disk.Truncate(lastKept);
            _truncateOnItsWay = null;
            _logGeneration++;
            if (State.Index > lastKept)
                Rewind();
            Replica!.Truncated(lastKept);
            Replica.Durable(Disk.DurableIndex);
            Work();
        });
    }

    /// <summary>What a leader had acknowledged alone is taken back (CommitRule.Leader).</summary>
    private void Rewind()
    {
        if (_world.Options.CommitRule == CommitRule.Majority)
            _world.Fail($"{Id} has applied entries up to {State.Index} and its log is cut before that");
        State = Disk.Snapshot?.State.Copy() ?? new Registers(_world.Options.Keys);
        _appliedConfiguration = Disk.Snapshot?.Configuration ?? Disk.First;
    }

    private void Ship(ulong peer)
    {
        var replica = Replica!;
        while (replica.TryPlanAppend(peer, out var plan))
        {
            if (plan.First <= plan.Last && !Disk.Has(plan.First))
            {
                replica.SnapshotNeeded(peer);
                break;
            }

            var entries = new List<SimEntry>();
            for (var index = plan.First; index <= plan.Last && entries.Count < plan.BytesMax && Disk[index].Term == plan.EntryTerm; index++)
                entries.Add(Disk[index]);
            replica.Shipped(peer, plan.PreviousIndex + (ulong)entries.Count, entries.Count);
            _world.Send(this, new SimMessage(HeadOf(plan, entries), [.. entries]));
        }

        if (replica.WantsSnapshot(peer) && Disk.Snapshot is { } snapshot)
            SendSnapshot(peer, snapshot);
    }

    private Message HeadOf(in AppendPlan plan, List<SimEntry> entries)
    {
        var configurations = new List<PlacedConfiguration>();
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].Configuration is { } configuration)
                configurations.Add(new PlacedConfiguration(plan.First + (ulong)i, configuration));
        }

        return new Message
        {
            Kind = MessageKind.Append,
            From = Id,
            To = plan.To,
            Term = plan.Term,
            Index = plan.PreviousIndex,
            LogTerm = plan.PreviousTerm,
            Commit = plan.Commit,
            EntryTerm = entries.Count > 0 ? plan.EntryTerm : 0,
            EntryCount = entries.Count,
            Configurations = configurations.Count > 0 ? configurations : null,
        };
    }

    private void SendSnapshot(ulong peer, SimSnapshot snapshot)
    {
        Replica!.SnapshotSending(peer, snapshot.Index);
        var succeeds = !_world.IsCut(Id, peer) && !_random.Chance(0.2);
        var delay = _world.DrawLatency() * 5;
        if (succeeds)
            _world.At(delay, () => _world.Nodes.Find(node => node.Id == peer)?.Install(snapshot));
        Later(delay + 1000, () =>
        {
            Replica!.SnapshotSent(peer, succeeds);
            Work();
        });
    }

    private void Install(SimSnapshot snapshot) => Do(() =>
    {
        if (!Replica!.ShouldInstall(snapshot.Index, snapshot.Term))
        {
            Work();
            return;
        }

        if (_world.Notes)
            _world.Note($"{Id} installs the snapshot of entry {snapshot.Index}");
        _installOnItsWay = snapshot;
        Later(DiskDelay() * 2, () =>
        {
            _installOnItsWay = null;
            if (_random.Chance(0.1))
            {
                Replica!.InstallFailed();
            }
            else
            {
                Disk.Restart(snapshot);
                _logGeneration++;
                State = snapshot.State.Copy();
                _appliedConfiguration = snapshot.Configuration;
                Replica!.Installed(snapshot.Index, snapshot.Term, snapshot.Configuration.Configuration, snapshot.Configuration.Index);
            }

            Work();
        });
    });

    private void BeginApply()
    {
        if (_isApplying || State.Index >= Math.Min(Replica!.AcknowledgedIndex, Disk.LastIndex))
            return;
        if (_random.Chance(0.5))
        {
            Apply();
            return;
        }

        _isApplying = true;
        Later(_random.NextInt32(3000), () =>
        {
            _isApplying = false;
            Apply();
            Work();
        });
    }

    private void Apply()
    {
        if (Replica!.IsLogBusy)
            return;
        var until = Math.Min(Replica.AcknowledgedIndex, Disk.LastIndex);
        while (State.Index < until && Disk.Has(State.Index + 1))
        {
            var index = State.Index + 1;
            var entry = Disk[index];
            var result = State.Apply(index, entry);
            if (entry.Configuration is { } configuration)
                _appliedConfiguration = new PlacedConfiguration(index, configuration);
            _world.Invariants.Apply(this, index);
            Answer(index, entry, result);
        }

        Replica.Applied(State.Index);
        AnswerReads();
        TakeSnapshotWhenDue();
    }

    private void TakeSnapshotWhenDue()
    {
        var since = State.Index - (Disk.Snapshot?.Index ?? 0);
        // Its entries must be on disk first, and the majority's: what it holds is never taken back.
        if (since < (ulong)_world.Options.SnapshotEntries || State.Index > Disk.DurableIndex || State.Index > Replica!.CommitIndex)
            return;
        Disk.Snapshot = new SimSnapshot(State.Index, Disk[State.Index].Term, State.Copy(), _appliedConfiguration);
        var trailing = (ulong)_random.NextInt32(10);
        Replica.SnapshotTaken(State.Index);
        if (State.Index > trailing)
            Disk.TruncatePrefix(State.Index - trailing + 1);
    }

    private long DiskDelay() => Math.Max(100 + _random.NextInt32(2500), DiskFreeAt - _world.Now);
}
