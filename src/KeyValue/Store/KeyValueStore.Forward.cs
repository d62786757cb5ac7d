using System.Buffers.Binary;
using FromScratch.Core;
using FromScratch.Group;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Store;

/// <content>
/// Writes of a follower's clients, and reads of a witness's, which keeps no keys: sent to the leader, executed there, answered here.
/// </content>
public sealed partial class KeyValueStore
{
    /// <summary>A write that no leader takes for so long is refused.</summary>
    private static readonly TimeSpan ForwardTimeMax = TimeSpan.FromSeconds(5);

    private int _unsentForwards;

    private SubmitResult SubmitForward(PendingOp op, ReadOnlySpan<byte> rest)
    {
        var bytes = ForwardHead.Bytes + (long)rest.Length;
        if (bytes > _group!.ForwardBytesMax)
            return Refuse(op, StoreReplies.ForwardTooLong(bytes, _group.ForwardBytesMax));
        var isRead = op.Kind is PendingKind.Read or PendingKind.ReadTransaction;
        var isTransaction = op.Kind is PendingKind.Transaction or PendingKind.ReadTransaction;
        var head = new ForwardHead(op.Client!.Version, isTransaction, isRead, op.Tag, op.CommandCount);
        op.Payload = _wire.Take((int)bytes);
        head.Write(op.Payload.Span);
        rest.CopyTo(op.Payload.Span[ForwardHead.Bytes..]);
        (op.Kind, op.MayGrow, op.BeganTimestamp) = (PendingKind.Forward, false, _time.GetTimestamp());
        var place = _pending.TailPlace;
        // Behind one that could not be sent, or they would change places.
        if (_unsentForwards == 0 && _group.TryForward(place, op.Payload.Span))
            op.Forwarded = ForwardState.Sent;
        else
            LeaveUnsent();
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
                LeaveUnsent();
                break;
            default:
                Abandon(ref op);
                break;
        }
    }

    private void LeaveUnsent()
    {
        _unsentForwards++;
        RetrySoon();
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
            else
                return; // Those behind it are younger.
            _unsentForwards--;
        }
    }
}
