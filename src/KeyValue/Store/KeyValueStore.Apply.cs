using FromScratch.Group;
using FromScratch.KeyValue.Commands;
using FromScratch.KeyValue.Snapshots;
using FromScratch.Log;
using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Store;

/// <content>The way out: what is committed is executed in order and answered.</content>
public sealed partial class KeyValueStore
{
    private const int OperationsPerBatch = 64;
    private const int ReclaimedPerBatch = 128;

    /// <summary>Executes what may be executed. With or without the gate; it is let go in between when it was not held.</summary>
    private void Commit(ulong index)
    {
        bool more;
        do
        {
            using (EnterGate())
            {
                _committedIndex = Math.Max(_committedIndex, index);
                more = ApplyBatch();
            }
        }
        while (more);
    }

    /// <summary>False = nothing more to execute.</summary>
    private bool ApplyBatch()
    {
        var appliedBefore = _appliedIndex;
        bool more;
        try
        {
            more = true;
            var fetchAt = 0;
            for (var count = 0; more && count < OperationsPerBatch; count++)
            {
                if (count >= fetchAt)
                {
                    FetchPendingKeys();
                    fetchAt = count + LookAhead;
                }

                more = ExecuteHead(ref count) || ApplyFromLog(ref count);
            }

            if (_appliedIndex != appliedBefore)
            {
                ReclaimExpired();
                _group?.Applied(_appliedIndex);
                Advanced?.Invoke();
            }
        }
#pragma warning disable CA1031 // Half an entry may have been applied: whatever it was, nothing can be promised any more.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Fail(error);
            return false;
        }

        TellAnswered();
        if (HasRoom())
            TellWaiting();
        BeginSnapshotWhenDue();
        return more;
    }

    /// <summary>False = there is none, or it must wait.</summary>
    /// <param name="count">Grows by its commands, but for the first.</param>
    private bool ExecuteHead(ref int count)
    {
        if (_pending.Count == 0)
            return false;
        ref var op = ref _pending.Head;
        if (_isRunOpen && _pending.Count == 1)
            return false;
        if (op.Index > 0 ? op.Index != _appliedIndex + 1 || op.Index > _committedIndex : !IsReady(op))
            return false;
        Execute(op);
        count += Math.Max(0, op.CommandCount - 1);
        Drop(op);
        return true;
    }

    /// <summary>Takes the oldest operation away.</summary>
    private void Drop(in PendingOp op)
    {
        _wire.Return(op.Payload);
        if (op.MayGrow)
            _growingBytes -= op.Payload.Length;
        _pending.RemoveHead();
    }

    /// <summary>
    /// The next committed entries, when nobody here waits for them: a follower's way. False = there is none, or it is not written yet.
    /// </summary>
    /// <param name="count">Grows by as many as were applied, but for the first.</param>
    private bool ApplyFromLog(ref int count)
    {
        var next = _appliedIndex + 1;
        var last = Math.Min(_committedIndex, _pending.NextEntry - 1);
        if (_group is null || next > last)
            return false;
        if (_cursor?.NextIndex != next)
        {
            _cursor?.Dispose();
            _cursor = _group.ReadLog(next);
        }

        _batch.Clear();
        while (_cursor.NextIndex <= last && _batch.Count < LookAhead && _cursor.TryRead(out var entry))
        {
            if (_batch.TryAdd(entry))
                continue;
            ApplyBatched();
            ApplyEntry(entry);
            return true;
        }

        count += Math.Max(0, _batch.Count - 1);
        return ApplyBatched();
    }

    private bool ApplyBatched()
    {
        var fetched = 0;
        for (var position = 0; position < _batch.Count; position++)
        {
            if (position == fetched)
                fetched = FetchKeys(_batch, position);
            ApplyEntry(_batch[position]);
        }

        return _batch.Count > 0;
    }

    private void ApplyEntry(in LogEntry entry)
    {
        if (!GroupTags.IsGroups(entry.Tag))
        {
            if (entry.Tag == (byte)EntryTag.Mirror)
                Follow(entry.Index, entry.Payload);
            else if (!_executor.Replay(entry.Index, entry.Tag, entry.Payload))
                NoteAborted(entry.Index);
            _changes++;
        }

        (_appliedIndex, _appliedTerm) = (entry.Index, entry.Term);
        _logBytesSinceSnapshot += entry.Payload.Length + EntryOverheadBytes;
    }

    private void Execute(in PendingOp op)
    {
        if (op.Index > 0)
            BeginEntry(op);
        if (op.Client is { } client)
        {
            var start = client.Answers.Length;
            ExecuteFor(op, new RespWriter(client.Answers, client.Version));
            _errors.Tell(client, op, client.Answers.Written[start..]);
            client.Unanswered--;
            NoteAnswered(client);
        }
        else if (op.Index > 0)
        {
            ExecuteFor(op, _executor.Nowhere);
        }
    }

    private void BeginEntry(in PendingOp op)
    {
        var payload = op.Payload.Span;
        if (op.Kind != PendingKind.Mirror)
            _executor.Begin(op.Index, payload);
        (_appliedIndex, _appliedTerm) = (op.Index, _role.Term);
        _logBytesSinceSnapshot += payload.Length + EntryOverheadBytes;
        if (op.Kind != PendingKind.Tick)
            _changes += op.CommandCount;
    }

    private void ExecuteFor(in PendingOp op, RespWriter reply)
    {
        var payload = op.Payload.Span;
        switch (op.Kind)
        {
            case PendingKind.Mirror:
                Follow(op.Index, payload);
                reply.Ok();
                break;
            case PendingKind.Write or PendingKind.Run or PendingKind.Transaction or PendingKind.Eviction when Mirror.IsActive:
                RefuseInCopy(op, reply);
                break;
            case PendingKind.Write:
                _executor.ExecuteOne(op.Spec!, payload[Entry.PrefixBytes..], OfEntry(op, reply));
                break;
            case PendingKind.Run:
                ExecuteRun(op, reply);
                break;
            case PendingKind.Eviction:
                _executor.ExecuteOne(op.Spec!, payload[Entry.PrefixBytes..], OfEntry(op, reply));
                _evictions.Applied();
                _keysEvicted++;
                break;
            case PendingKind.Transaction:
                if (!_executor.ExecuteTransaction(op.Tag, payload[Entry.PrefixBytes..], op.CommandCount, OfEntry(op, reply)))
                    NoteAborted(op.Index);
                break;
            case PendingKind.Forward:
                WriteForwarded(op, reply);
                break;
            case PendingKind.Read or PendingKind.ReadTransaction when op.Round is { HasFailed: true } || _role.IsWitness:
                StoreReplies.Write(reply, StoreReplies.NoLeader, op.Kind == PendingKind.ReadTransaction);
                break;
            case PendingKind.Read:
                _executor.ExecuteOne(op.Spec!, payload[Entry.PrefixBytes..], ObserveTime(op.Client, reply));
                break;
            case PendingKind.ReadTransaction:
                _executor.ExecuteTransaction(op.Tag, payload[Entry.PrefixBytes..], op.CommandCount, ObserveTime(op.Client, reply));
                break;
            case PendingKind.Refusal:
                RefuseEach(op, reply, payload);
                break;
            case PendingKind.Reply:
                StoreReplies.Write(reply, payload, isTransaction: op.CommandCount > 1);
                break;
            default:
                break;
        }
    }

    private void NoteAnswered(IStoreClient client)
    {
        if (!_answered.Contains(client))
            _answered.Add(client);
    }

    private CommandContext OfEntry(in PendingOp op, RespWriter reply) =>
        new(Keys, Keys.LogTimeMs, Entry.SeedOf(op.Payload.Span), reply) { NoTouch = op.Client is { NoTouch: true } };

    private void TellAnswered()
    {
        foreach (var client in _answered)
            client.Answered();
        _answered.Clear();
    }

    /// <summary>There is room again.</summary>
    private void TellWaiting()
    {
        foreach (var client in _waiting)
            client.Answered();
        _waiting.Clear();
        TakeRemoteWaiting();
        // One that found no room when its batch ended.
        if (_isRunOpen && !_isPutOff)
            EndBatch();
    }

    /// <summary>What is walked over must not change as if it belonged to the entry that the walk began at.</summary>
    private void ReclaimExpired()
    {
        if (!Keys.IsWalking || _appliedIndex > _snapshotIndex)
            _keysExpired += Keys.ReclaimExpired(ReclaimedPerBatch);
    }

    /// <summary>
    /// Ten times a second: what was not sent or confirmed is tried again; and without writes, nothing else moves log time on.
    /// </summary>
    private void MoveTimeOn()
    {
        lock (Gate)
        {
            TryAgain();
            // Who is still the leader has not handed over after all.
            if (HasRoom())
                TellWaiting();
            EndBatch();
            var nextMs = Keys.NextExpiryMs;
            // A key lives through the millisecond of its expiry: the time has to be later than that.
            if (nextMs == 0 || nextMs >= NowMs || _failure is not null || _isStopping)
                return;
            if (nextMs < Keys.LogTimeMs)
            {
                ReclaimExpired();
            }
            else if (IsLeader && !Mirror.IsActive && _stampMs <= nextMs && HasRoom())
            {
                _ = Propose(new PendingOp { Kind = PendingKind.Tick, Tag = EntryTag.Tick }, []);
                EndBatch();
            }
        }
    }

    /// <summary>The history has ended: the fate of what waits is unknown, and nothing more is taken.</summary>
    private void Fail(Exception error)
    {
        if (_failure is not null)
            return;
        _failure = error;
        StoreLog.Failed(_logger, error.Message);
        AbandonAll();
        TellWaiting();
    }

    /// <summary>The fate of all that waits is unknown.</summary>
    private void AbandonAll()
    {
        TellAnswered();
        while (_pending.Count > 0)
        {
            ref var op = ref _pending.Head;
            if (op.Client is { } client)
                NoteAnswered(client);
            if (op.Kind == PendingKind.Eviction)
                _evictions.Applied();
            Drop(op);
        }

        (_unsentForwards, _isRunOpen) = (0, false);
        foreach (var client in _answered)
        {
            client.Unanswered = 0;
            client.Abandoned();
        }

        _answered.Clear();
    }
}
