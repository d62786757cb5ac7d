using FromScratch.Group;
using FromScratch.Log;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Store;

/// <content>The way in: from a session to the log and the ring of what waits.</content>
public sealed partial class KeyValueStore
{
    /// <summary>Bytes of operations that wait; at the limit a client is told to wait.</summary>
    private const long PendingBytesMax = 64L << 20;

    private const int EvictionsPerWriteMax = 256;

    /// <summary>
    /// A read that cannot be executed at once: behind unanswered writes of the same client, or where the leader has to confirm it.
    /// </summary>
    /// <param name="client">Who asks; answered at once when nothing of it is unanswered and <see cref="CanRead"/> says so.</param>
    /// <param name="spec">The command.</param>
    /// <param name="wire">The request as RESP multibulk bytes.</param>
    public SubmitResult SubmitRead(IStoreClient client, CommandSpec spec, ReadOnlySpan<byte> wire)
    {
        ArgumentNullException.ThrowIfNull(client);
        var op = new PendingOp { Client = client, Kind = PendingKind.Read, Spec = spec, CommandCount = 1, Tag = EntryTag.Commands };
        return SubmitWithoutEntry(op, wire);
    }

    /// <summary>One write.</summary>
    /// <param name="client">Who asks.</param>
    /// <param name="spec">The command.</param>
    /// <param name="wire">The request as RESP multibulk bytes.</param>
    public SubmitResult SubmitWrite(IStoreClient client, CommandSpec spec, ReadOnlySpan<byte> wire)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(spec);
        var op = new PendingOp { Client = client, Kind = PendingKind.Write, Spec = spec, CommandCount = 1, Tag = EntryTag.Commands };
        return SubmitEntry(op, wire, spec.Has(CommandFlags.DenyOutOfMemory));
    }

    /// <summary>
    /// A transaction: its commands' multibulk bytes one behind the other; a read-only one is no log entry but waits its turn.
    /// </summary>
    /// <param name="client">Who asks.</param>
    /// <param name="wire">The commands.</param>
    /// <param name="commandCount">How many.</param>
    /// <param name="writes">At least one of them writes.</param>
    /// <param name="watched">Keys and the versions they had; 0 = there was no such key.</param>
    public SubmitResult SubmitTransaction(
        IStoreClient client, ReadOnlySpan<byte> wire, int commandCount, bool writes, IReadOnlyList<WatchedKey> watched)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(watched);
        var op = new PendingOp
        {
            Client = client,
            Kind = writes ? PendingKind.Transaction : PendingKind.ReadTransaction,
            CommandCount = commandCount,
            Tag = watched.Count > 0 ? EntryTag.Conditional : EntryTag.Commands,
        };
        var rest = Rest(wire, watched);
        return writes
            ? SubmitEntry(op, rest, _evictions.IsOver(_growingBytes) && EntryExecutor.MayGrow(wire))
            : SubmitWithoutEntry(op, rest);
    }

    /// <summary>
    /// The end of a received batch: hands what was submitted to the log. With durability everysec and no it is written, applied and
    /// answered before this returns (<see cref="IStoreClient.Unanswered"/> is 0 then); otherwise the answers come later.
    /// </summary>
    public void EndBatch()
    {
        if (_pending.Count == 0 || _failure is not null)
            return;
        TryCloseRun();
        AskOpenRound();
        if (_group is null)
        {
            Commit(_lastIndex);
            return;
        }

        if (!_hasProposed)
            return;
        _hasProposed = false;
        if (_options.Fsync == AppendFsync.Always)
            _group.Flush();
        else
            _group.FlushHere();
    }

    /// <summary>
    /// The end of a received batch whose answers may wait until <see cref="EndRound"/>; false = they may not, or nothing is gained by it.
    /// </summary>
    public bool TryPutOff()
    {
        if (_options.Fsync == AppendFsync.Always || _group is null || !(_hasProposed || _isRunOpen))
            return false;
        _isPutOff = true;
        return true;
    }

    /// <summary>Does what batches have put off; false when there was nothing. From any thread, outside the gate.</summary>
    public bool EndRound()
    {
        if (!_isPutOff)
            return false;
        using (EnterGate())
        {
            _isPutOff = false;
            EndBatch();
        }

        return true;
    }

    private SubmitResult SubmitWithoutEntry(PendingOp op, ReadOnlySpan<byte> rest)
    {
        var client = op.Client!;
        var canRead = CanRead(client);
        if (_failure is not null && !canRead)
            return Refuse(op, StoreReplies.LogFailed(_failure));
        if (_role.IsWitness)
            return HasRoom() ? SubmitForward(op, rest) : WaitForRoom(client);
        // What the same client of another member sent before may still wait in the ring.
        var isNow = client.Unanswered == 0 && canRead && (client is not RemoteClient || _pending.Count == 0);
        if (!isNow && (!HasRoom() || !TryCloseRun()))
            return WaitForRoom(client);
        op.Payload = Pack(0, 0, rest);
        if (!isNow)
        {
            // On a leader with a lease everything that was acknowledged before stands in front of it in the ring. (Asked again: closing a
            // run may have shown that it no longer leads.)
            op.Round = CanRead(client) && !client.AllowsStale ? null : OpenRound();
            Enqueue(op);
            return SubmitResult.Submitted;
        }

        client.Unanswered++;
        Execute(op);
        _wire.Return(op.Payload);
        TellAnswered();
        return SubmitResult.Submitted;
    }

    private SubmitResult SubmitEntry(PendingOp op, ReadOnlySpan<byte> rest, bool mayGrow)
    {
        if (_failure is not null)
            return Refuse(op, StoreReplies.LogFailed(_failure));
        var bytes = (long)Entry.PrefixBytes + rest.Length;
        if (bytes > ClientEntryBytesMax)
            return Refuse(op, StoreReplies.EntryTooLong(bytes, ClientEntryBytesMax));
        if (!HasRoom())
            return WaitForRoom(op.Client!);
        if (!IsLeader)
            return SubmitForward(op, rest);
        if (Mirror.IsActive)
            return Refuse(op, StoreReplies.IsCopy);
        op.MayGrow = mayGrow;
        if (mayGrow && MakeRoom() is var room and not SubmitResult.Submitted)
            return room == SubmitResult.Full ? WaitForRoom(op.Client!) : Refuse(op, StoreReplies.OutOfMemory);
        if (op.Kind == PendingKind.Write && op.Client is not RemoteClient)
            return SubmitToRun(op, rest);
        switch (Propose(op, rest))
        {
            case ProposeResult.Appended:
                return SubmitResult.Submitted;
            case ProposeResult.Full:
                return WaitForRoom(op.Client!);
            case ProposeResult.DiskFull:
                return Refuse(op, StoreReplies.DiskFull);
            case ProposeResult.NotLeader:
                // It is handing over, which may fail yet, or has done so: it closes its clients then, and other members try elsewhere.
                TakeRole();
                return WaitForRoom(op.Client!);
            default:
                return Refuse(op, StoreReplies.LogFailed(_failure));
        }
    }

    /// <summary>Stamps an entry, appends it, and remembers who waits for it.</summary>
    private ProposeResult Propose(PendingOp op, ReadOnlySpan<byte> rest) => Propose(op, Math.Max(_stampMs, NowMs), rest);

    private ProposeResult Propose(PendingOp op, long stampMs, ReadOnlySpan<byte> rest)
    {
        if (!TryCloseRun())
            return ProposeResult.Full;
        op.Payload = Pack(stampMs, _random.NextUInt64(), rest);
        var result = Append(op.Tag, op.Payload.Span, out op.Index);
        if (result != ProposeResult.Appended)
        {
            _wire.Return(op.Payload);
            return result;
        }

        _stampMs = stampMs;
        Enqueue(op);
        return ProposeResult.Appended;
    }

    private ProposeResult Append(EntryTag tag, ReadOnlySpan<byte> payload, out ulong index)
    {
        index = 0;
        var result = ProposeResult.Appended;
        if (_group is null)
            index = ++_lastIndex;
        else
            result = _group.TryPropose((byte)tag, payload, _role.Term, out index);
        SetDiskFull(result == ProposeResult.DiskFull);
        _hasProposed |= result == ProposeResult.Appended;
        return result;
    }

    /// <summary>What stands behind an entry's prefix.</summary>
    private static ReadOnlySpan<byte> Rest(ReadOnlySpan<byte> wire, IReadOnlyList<WatchedKey> watched)
    {
        if (watched.Count == 0)
            return wire;
        var conditionBytes = Entry.SizeOf(watched);
        var rest = new byte[checked(conditionBytes + wire.Length)];
        Entry.WriteConditions(rest, watched);
        wire.CopyTo(rest.AsSpan(conditionBytes));
        return rest;
    }

    private WireQueue.Slice Pack(long stampMs, ulong seed, ReadOnlySpan<byte> rest)
    {
        var slice = _wire.Take(checked(Entry.PrefixBytes + rest.Length));
        Entry.WritePrefix(slice.Span, stampMs, seed);
        rest.CopyTo(slice.Span[Entry.PrefixBytes..]);
        return slice;
    }

    /// <summary>
    /// Proposes to delete keys until enough will be freed. Full = that has to be applied first; Refused = nothing may be deleted.
    /// </summary>
    private SubmitResult MakeRoom()
    {
        for (var proposed = 0; _evictions.IsOver(_growingBytes); proposed++)
        {
            if (proposed >= EvictionsPerWriteMax || !HasRoom())
                return SubmitResult.Full;
            if (!_evictions.TryPick(_random, out var victim))
                return _evictions.PendingCount > 0 || _growingBytes > 0 ? SubmitResult.Full : SubmitResult.Refused;
            var op = new PendingOp { Kind = PendingKind.Eviction, Spec = Evictions.Delete, CommandCount = 1, Tag = EntryTag.Commands };
            var result = Propose(op, _evictions.Request(victim));
            if (result == ProposeResult.Full)
                return SubmitResult.Full;
            if (result != ProposeResult.Appended)
                break; // The write itself will tell.
            _evictions.Proposed(victim);
        }

        return SubmitResult.Submitted;
    }

    private void Enqueue(in PendingOp op)
    {
        _pending.Add(op);
        if (op.MayGrow)
            _growingBytes += op.Payload.Length;
        if (op.Client is { } client)
            client.Unanswered++;
    }

    private bool HasRoom() => !_pending.IsFull && _wire.BytesHeld < PendingBytesMax;

    private SubmitResult WaitForRoom(IStoreClient client)
    {
        // Other members' writes have a queue of their own.
        if (client is not RemoteClient && !_waiting.Contains(client))
            _waiting.Add(client);
        return SubmitResult.Full;
    }

    /// <summary>The error at its place: behind the answers that the client still waits for.</summary>
    private SubmitResult Refuse(in PendingOp op, ReadOnlySpan<byte> error)
    {
        var client = op.Client!;
        var isTransaction = op.Kind is PendingKind.Transaction or PendingKind.ReadTransaction;
        if (client.Unanswered == 0)
        {
            var start = client.Answers.Length;
            StoreReplies.Write(new RespWriter(client.Answers, client.Version), error, isTransaction);
            client.ErrorAnswered(null, client.Answers.Written[start..]);
            return SubmitResult.Refused;
        }

        if (!HasRoom() || !TryCloseRun())
            return WaitForRoom(client);
        var reply = new PendingOp { Client = client, Kind = PendingKind.Reply, CommandCount = isTransaction ? 2 : 1 };
        reply.Payload = _wire.Take(error.Length);
        error.CopyTo(reply.Payload.Span);
        Enqueue(reply);
        return SubmitResult.Submitted;
    }

    private void SetDiskFull(bool isFull)
    {
        if (_isDiskFull == isFull)
            return;
        _isDiskFull = isFull;
        if (isFull)
            StoreLog.DiskFull(_logger);
        else
            StoreLog.DiskHasRoom(_logger);
    }
}
