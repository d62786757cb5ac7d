using System.Buffers.Binary;
using FromScratch.Core;
using FromScratch.Group;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Store;

/// <content>Writes of a follower's clients: sent to the leader, executed there, answered here.</content>
public sealed partial class KeyValueStore
{
    /// <summary>A write that no leader takes for so long is refused.</summary>
    private static readonly TimeSpan ForwardTimeMax = TimeSpan.FromSeconds(5);

    /// <summary>Other members' writes that wait for room; each member bounds what it has under way itself.</summary>
    private readonly Queue<(RemoteClient Client, byte[] Body)> _remoteWaiting = new();
    private readonly Stack<RemoteClient> _remoteClients = new();
    private int _unsentForwards;

    private SubmitResult SubmitForward(PendingOp op, ReadOnlySpan<byte> rest)
    {
        var head = new ForwardHead(op.Client!.Version, op.Kind == PendingKind.Transaction, op.Tag, op.CommandCount);
        op.Payload = _wire.Take(checked(ForwardHead.Bytes + rest.Length));
        head.Write(op.Payload.Span);
        rest.CopyTo(op.Payload.Span[ForwardHead.Bytes..]);
        (op.Kind, op.MayGrow, op.BeganTimestamp) = (PendingKind.Forward, false, _time.GetTimestamp());
        var place = _pending.TailPlace;
        // Behind one that could not be sent, or they would change places.
        if (_unsentForwards == 0 && _group!.TryForward(place, op.Payload.Span))
            op.Forwarded = ForwardState.Sent;
        else
            _unsentForwards++;
        Enqueue(op);
        return SubmitResult.Submitted;
    }

    /// <summary>The leader's answer: u64 index that was applied when it was written, then the reply.</summary>
    private static void WriteForwarded(in PendingOp op, RespWriter reply)
    {
        if (op.Forwarded == ForwardState.Answered)
            reply.Raw(op.Payload.Span[sizeof(ulong)..]);
        else
            StoreReplies.Write(reply, StoreReplies.NoLeader, op.CommandCount > 1);
    }

    private void Replied(ulong place, ForwardOutcome outcome, ReadOnlySpan<byte> body)
    {
        if (place < _pending.HeadPlace || place >= _pending.TailPlace)
            return;
        ref var op = ref _pending[(int)(place - _pending.HeadPlace)];
        if (op.Kind != PendingKind.Forward || op.Forwarded != ForwardState.Sent)
            return;
        switch (outcome)
        {
            case ForwardOutcome.Answered when body.Length >= sizeof(ulong):
                _wire.Return(op.Payload);
                op.Payload = _wire.Take(body.Length);
                body.CopyTo(op.Payload.Span);
                op.Forwarded = ForwardState.Answered;
                _toldIndex = Math.Max(_toldIndex, BinaryPrimitives.ReadUInt64LittleEndian(body));
                break;
            case ForwardOutcome.NotDone:
                op.Forwarded = ForwardState.Unsent;
                _unsentForwards++;
                break;
            default:
                Abandon(ref op);
                break;
        }
    }

    /// <summary>Nobody knows what became of it: its client is closed, and whatever else it waits for has no taker.</summary>
    private void Abandon(ref PendingOp op)
    {
        // Answered by nobody, for nobody.
        op.Forwarded = ForwardState.GivenUp;
        if (op.Client is not { } client)
            return;
        Forget(client);
        client.Abandoned();
    }

    /// <summary>Another one leads: what the one before was asked for may or may not be done.</summary>
    private void AbandonSent()
    {
        for (var position = 0; position < _pending.Count; position++)
        {
            ref var op = ref _pending[position];
            if (op is { Kind: PendingKind.Forward, Forwarded: ForwardState.Sent })
                Abandon(ref op);
        }
    }

    /// <summary>Sends what could not be sent, oldest first, and refuses what has waited too long.</summary>
    private void SendUnsent()
    {
        var isBlocked = false;
        for (var position = 0; _unsentForwards > 0 && position < _pending.Count; position++)
        {
            ref var op = ref _pending[position];
            if (op is not { Kind: PendingKind.Forward, Forwarded: ForwardState.Unsent })
                continue;
            isBlocked = isBlocked || IsLeader || !_group!.TryForward(_pending.HeadPlace + (ulong)position, op.Payload.Span);
            // Whoever has come to lead closes its clients: what they sent before must not stand in front of what comes now.
            if (IsLeader)
                op.Forwarded = ForwardState.GivenUp;
            else if (!isBlocked)
                op.Forwarded = ForwardState.Sent;
            else if (_time.GetElapsedTime(op.BeganTimestamp) > ForwardTimeMax)
                op.Forwarded = ForwardState.GivenUp;
            if (op.Forwarded != ForwardState.Unsent)
                _unsentForwards--;
        }
    }

    /// <summary>On the leader: a write of another member's client.</summary>
    private void Requested(ulong from, ulong ticket, ReadOnlySpan<byte> body)
    {
        if (ForwardHead.TryRead(body) is not { } head || !IsLeader)
        {
            _group!.Reply(from, ticket, ForwardOutcome.NotDone, default);
            return;
        }

        if (!_remoteClients.TryPop(out var client))
            client = new RemoteClient(RemoteDone);
        (client.From, client.Ticket, client.Version) = (from, ticket, head.Version);
        if (_remoteWaiting.Count > 0 || !TrySubmitRemote(client, head, body[ForwardHead.Bytes..]))
            _remoteWaiting.Enqueue((client, body.ToArray()));
        EndBatch();
    }

    /// <summary>False = there is no room.</summary>
    private bool TrySubmitRemote(RemoteClient client, in ForwardHead head, ReadOnlySpan<byte> rest)
    {
        var op = new PendingOp { Client = client, CommandCount = head.CommandCount, Tag = head.Tag };
        bool mayGrow;
        if (head.IsTransaction)
        {
            op.Kind = PendingKind.Transaction;
            mayGrow = _evictions.IsOver(_growingBytes);
        }
        else if (EntryExecutor.TryFind(rest, out var spec))
        {
            (op.Kind, op.Spec) = (PendingKind.Write, spec);
            mayGrow = spec.Has(CommandFlags.DenyOutOfMemory);
        }
        else
        {
            RemoteDone(client, isAnswered: false, ForwardOutcome.NotDone);
            return true;
        }

        var result = IsLeader ? SubmitEntry(op, rest, mayGrow) : SubmitResult.Refused;
        if (result == SubmitResult.Refused)
            RemoteDone(client, IsLeader, ForwardOutcome.NotDone);
        return result != SubmitResult.Full;
    }

    /// <summary>There is room again.</summary>
    private void TakeRemoteWaiting()
    {
        while (_remoteWaiting.TryPeek(out var waiting))
        {
            if (ForwardHead.TryRead(waiting.Body) is { } head
                && !TrySubmitRemote(waiting.Client, head, waiting.Body.AsSpan(ForwardHead.Bytes)))
                return;
            _remoteWaiting.Dequeue();
        }
    }

    private void RefuseRemoteWaiting()
    {
        while (_remoteWaiting.TryDequeue(out var waiting))
            RemoteDone(waiting.Client, isAnswered: false, ForwardOutcome.NotDone);
    }

    private void RemoteDone(RemoteClient client, bool isAnswered) => RemoteDone(client, isAnswered, ForwardOutcome.Unknown);

    private void RemoteDone(RemoteClient client, bool isAnswered, ForwardOutcome otherwise)
    {
        if (isAnswered)
        {
            var answer = client.Answers.Written;
            var body = _wire.Take(sizeof(ulong) + answer.Length);
            BinaryPrimitives.WriteUInt64LittleEndian(body.Span, _appliedIndex);
            answer.CopyTo(body.Span[sizeof(ulong)..]);
            _group!.Reply(client.From, client.Ticket, ForwardOutcome.Answered, body.Span);
            _wire.Return(body);
        }
        else
        {
            _group?.Reply(client.From, client.Ticket, otherwise, default);
        }

        client.Answers.Clear();
        client.Unanswered = 0;
        _remoteClients.Push(client);
    }
}
