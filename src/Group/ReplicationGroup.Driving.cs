using FromScratch.Group.Links;
using FromScratch.Log;
using FromScratch.Replication;
using FromScratch.Replication.Membership;
using FromScratch.Replication.Messages;

namespace FromScratch.Group;

/// <content>The round: the replica is told something under the lock; what comes of it is passed on without it.</content>
public sealed partial class ReplicationGroup
{
    private const int MaintenanceMs = 100;
    private long _maintainedMs;
    private int _isNewsDue;
    private bool _isLeading;

    private void Tick(bool isBeat)
    {
        try
        {
            if (Failure is not null)
                CloseAll();
            else if (isBeat)
                Beat();
        }
        catch (Exception error) when (error is ReplicaBrokenException or IOException)
        {
            Fail(error);
        }

        DrainLinks();
        DeliverElsewhere();
    }

    private void Beat()
    {
        var nowMs = NowMs;
        lock (_gate)
        {
            _replica?.Tick(nowMs);
            _reads.Tick(_replica, nowMs);
            Collect();
        }

        DrainLinks();
        ShipAll();
        foreach (var link in _linkArray)
            link.Tick(nowMs);
        _server?.Tick(nowMs);
        if (nowMs - _maintainedMs < MaintenanceMs)
            return;
        _maintainedMs = nowMs;
        Maintain(nowMs);
    }

    /// <summary>Under the lock: takes from the replica what it has to say, and leaves it where <see cref="Release"/> finds it.</summary>
    private void Collect()
    {
        if (_replica is not { } replica || Failure is not null)
            return;
        if (replica.NeedsNoOp)
            AppendNoOp(replica);
        while (replica.TryTakeMessage(out var message))
            Route(message);
        if (replica.TryTakeHardState(out var state))
            _worker.Do(() => SaveHardState(replica, state));
        var nowMs = NowMs;
        _reads.Take(replica, nowMs);
        while (replica.TryTakeMessage(out var message))
            Route(message);
        Publish(replica, nowMs);
    }

    private void Publish(Replica replica, long nowMs)
    {
        // A majority may have what this node has not written yet: the machine could not read it.
        _events.Commit(Math.Min(replica.AcknowledgedIndex, _log!.WrittenIndex));
        Volatile.Write(ref _isLeading, replica.IsLeader);
        NoteFreshness(replica);
        Volatile.Write(ref _leaseIndex, LeaseIndexOf(replica));
        Volatile.Write(ref _leaseUntilMs, replica.HasLease(nowMs) ? replica.LeaseUntilMs : 0);
        var isWitness = IsWitness(replica.Configuration.Find(replica.Id)?.Role);
        var role = new GroupRole(replica.IsLeader && !replica.NeedsNoOp, replica.Term, replica.LeaderId, isWitness);
        if (role == _toldRole)
            return;
        var isNews = role.IsLeader != _toldRole.IsLeader || role.LeaderId != _toldRole.LeaderId;
        if (role.IsLeader && !_toldRole.IsLeader)
            Interlocked.Increment(ref _counters.Elected);
        _toldRole = role;
        var name = role.LeaderId == 0 ? "" : _history!.Current.Find(role.LeaderId)?.Name ?? $"{role.LeaderId:x16}";
        _events.ChangeRole(role, isNews && !(replica.IsLeader && replica.NeedsNoOp) ? name : null);
    }

    /// <summary>Until it is a member it is what it was started as.</summary>
    private bool IsWitness(MemberRole? role) => (role ?? _options.Role) == MemberRole.Witness;

    /// <summary>Without the lock: sends and delivers what was collected.</summary>
    private void Release()
    {
        DrainLinks();
        _events.Deliver();
    }

    /// <summary>The same at the end of a call of the machine, which must not be called back by this thread.</summary>
    private void AfterMachineCall()
    {
        DrainLinks();
        DeliverElsewhere();
    }

    /// <summary>Calls of the machine may take their time: the ticker does not wait for them, nor does whoever is inside one.</summary>
    private void DeliverElsewhere()
    {
        if (!_events.HasNews || Interlocked.Exchange(ref _isNewsDue, 1) == 1)
            return;
        _news.Do(() =>
        {
            Volatile.Write(ref _isNewsDue, 0);
            _events.Deliver();
        });
    }

    private void DrainLinks()
    {
        foreach (var link in _linkArray)
            link.Drain();
    }

    private void Route(in Message message)
    {
        if (_linksById.TryGetValue(message.To, out var link))
            link.TryEnqueue(OutFrame.Of(message));
    }

    private void AppendNoOp(Replica replica)
    {
        if (_log!.TryAppend(replica.Term, GroupTags.NoOp, default, out var index) != AppendResult.Appended)
            return;
        replica.Proposed(index);
        _log.Flush();
    }

    private void SaveHardState(Replica replica, HardState state)
    {
        if (!IsCurrent(replica))
            return;
        SaveMeta(meta => meta with { HardState = state });
        lock (_gate)
        {
            _replica?.HardStateSaved(state);
            Collect();
        }

        Release();
    }

    /// <summary>A promotion by force puts another replica in the place of this one.</summary>
    private bool IsCurrent(Replica replica)
    {
        lock (_gate)
            return _replica == replica;
    }

    /// <summary>The log has written a batch: the other members may have it before this disk does.</summary>
    private void OnWritten() => ShipAll(FramesBeforeSync);

    private void OnKept()
    {
        try
        {
            lock (_gate)
            {
                if (_replica is { IsLogBusy: false } replica && _log is { } log)
                    replica.Durable(log.KeptIndex);
                Collect();
            }

            Release();
        }
        catch (ReplicaBrokenException error)
        {
            Fail(error);
        }
    }

    private void OnRoomAgain()
    {
        lock (_gate)
            Collect();
        _events.RoomAgain();
        Release();
    }

    /// <summary>The replica wants its log cut: on the worker, for that waits for the disk.</summary>
    private void CutLog(Replica replica, ulong lastKept)
    {
        if (!IsCurrent(replica))
            return;
        GroupLog.Cutting(_logger, lastKept);
        while (true)
        {
            try
            {
                _log!.TruncateSuffix(lastKept);
                break;
            }
            catch (Log.Files.DiskFullException)
            {
                if (!_worker.TryPause(DiskFullPauseMs))
                    return;
            }
        }

        lock (_gate)
        {
            // What was applied on the leader's word alone may be among what is gone.
            _events.CutTo(lastKept);
            Volatile.Write(ref _applied, Math.Min(_applied, lastKept));
        }

        _machine.Truncated(lastKept);
        lock (_gate)
        {
            _history!.Truncate(lastKept);
            replica.Truncated(lastKept);
            replica.Durable(_log.KeptIndex);
            Collect();
        }

        Release();
    }

    private void CloseAll()
    {
        foreach (var link in _linkArray)
            link.Stop();
        foreach (var connection in InboundConnections())
            connection.Close();
    }
}
