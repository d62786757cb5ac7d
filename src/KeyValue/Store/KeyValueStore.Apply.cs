using FromScratch.KeyValue.Commands;
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
            lock (Gate)
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
        try
        {
            for (var count = 0; count < OperationsPerBatch && CanExecute(); count++)
            {
                ref var op = ref _pending.Head;
                Execute(op);
                _wire.Return(op.Payload);
                if (op.MayGrow)
                    _growingBytes -= op.Payload.Length;
                _pending.RemoveHead();
            }

            if (_appliedIndex != appliedBefore)
                ReclaimExpired();
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
        return CanExecute();
    }

    private bool CanExecute() => _pending.Count > 0 && _pending.Head.Index <= _committedIndex;

    private void Execute(in PendingOp op)
    {
        if (op.Index > 0)
            BeginEntry(op);
        if (op.Client is { } client)
        {
            ExecuteFor(op, new RespWriter(client.Answers, client.Version));
            client.Unanswered--;
            if (!_answered.Contains(client))
                _answered.Add(client);
        }
        else if (op.Index > 0)
        {
            ExecuteFor(op, _executor.Nowhere);
        }
    }

    private void BeginEntry(in PendingOp op)
    {
        var payload = op.Payload.Span;
        Keys.Begin(op.Index, Entry.TimeOf(payload));
        (_appliedIndex, _appliedTerm) = (op.Index, _meta.Term);
        _logBytesSinceSnapshot += payload.Length + EntryOverheadBytes;
        if (op.Kind != PendingKind.Tick)
            _changes += op.CommandCount;
    }

    private void ExecuteFor(in PendingOp op, RespWriter reply)
    {
        var payload = op.Payload.Span;
        switch (op.Kind)
        {
            case PendingKind.Write:
                _executor.ExecuteOne(op.Spec!, payload[Entry.PrefixBytes..], OfEntry(payload, reply));
                break;
            case PendingKind.Eviction:
                _executor.ExecuteOne(op.Spec!, payload[Entry.PrefixBytes..], OfEntry(payload, reply));
                _evictions.Applied();
                _keysEvicted++;
                break;
            case PendingKind.Transaction:
                _executor.ExecuteTransaction(op.Tag, payload[Entry.PrefixBytes..], op.CommandCount, OfEntry(payload, reply));
                break;
            case PendingKind.Read:
                _executor.ExecuteOne(op.Spec!, payload[Entry.PrefixBytes..], ObserveTime(reply));
                break;
            case PendingKind.ReadTransaction:
                _executor.ExecuteTransaction(op.Tag, payload[Entry.PrefixBytes..], op.CommandCount, ObserveTime(reply));
                break;
            case PendingKind.Reply:
                StoreReplies.Write(reply, payload, isTransaction: op.CommandCount > 1);
                break;
            default:
                break;
        }
    }

    private CommandContext OfEntry(ReadOnlySpan<byte> payload, RespWriter reply) =>
        new(Keys, Keys.LogTimeMs, Entry.SeedOf(payload), reply);

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
    }

    /// <summary>What is walked over must not change as if it belonged to the entry that the walk began at.</summary>
    private void ReclaimExpired()
    {
        if (!Keys.IsWalking || _appliedIndex > _snapshotIndex)
            _keysExpired += Keys.ReclaimExpired(ReclaimedPerBatch);
    }

    /// <summary>Ten times a second: without writes, nothing else moves log time on.</summary>
    private void MoveTimeOn()
    {
        lock (Gate)
        {
            var nextMs = Keys.NextExpiryMs;
            if (nextMs == 0 || nextMs > NowMs || _failure is not null || _isStopping)
                return;
            if (nextMs <= Keys.LogTimeMs)
            {
                ReclaimExpired();
            }
            else if (_stampMs < nextMs && HasRoom())
            {
                _ = Propose(new PendingOp { Kind = PendingKind.Tick, Tag = EntryTag.Tick }, [], []);
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
        TellAnswered();
        while (_pending.Count > 0)
        {
            ref var op = ref _pending.Head;
            if (op.Client is { } client && !_answered.Contains(client))
                _answered.Add(client);
            _wire.Return(op.Payload);
            _pending.RemoveHead();
        }

        foreach (var client in _answered)
        {
            client.Unanswered = 0;
            client.Abandoned();
        }

        _answered.Clear();
        TellWaiting();
    }

    private sealed class Listener(KeyValueStore store) : ILogListener
    {
        public void Committed(ulong index) => store.Commit(index);

        public void Failed(LogFailedException error)
        {
            lock (store.Gate)
                store.Fail(error);
        }

        public void RoomAgain()
        {
            lock (store.Gate)
            {
                store.SetDiskFull(false);
                store.TellWaiting();
            }
        }
    }
}
