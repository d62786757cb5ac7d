using System.Buffers.Binary;
using FromScratch.Group;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Store;

/// <content>Writes of other members' clients, and reads of those of witnesses, on the leader.</content>
public sealed partial class KeyValueStore
{
    /// <summary>Those that wait for room, in their order; each member bounds what it has under way itself.</summary>
    private readonly LinkedList<(RemoteClient Client, byte[] Body)> _remoteWaiting = new();
    private readonly Stack<RemoteClient> _remoteClients = new();

    private void Requested(ulong from, ulong ticket, ReadOnlySpan<byte> body)
    {
        // It may have been elected without having been told yet.
        if (!IsLeader)
            TakeRole();
        if (ForwardHead.TryRead(body) is not { } head || !IsLeader)
        {
            _group!.Reply(from, ticket, ForwardOutcome.NotDone, default);
            return;
        }

        if (!_remoteClients.TryPop(out var client))
            client = new RemoteClient(RemoteDone);
        (client.From, client.Ticket, client.Version, client.IsRead) = (from, ticket, head.Version, head.IsRead);
        if (_remoteWaiting.Count > 0 || !TrySubmitRemote(client, head, body[ForwardHead.Bytes..]))
            _remoteWaiting.AddLast((client, body.ToArray()));
        EndBatch();
    }

    /// <summary>False = it must wait: for room, or for the end of a transfer.</summary>
    private bool TrySubmitRemote(RemoteClient client, in ForwardHead head, ReadOnlySpan<byte> rest)
    {
        var op = new PendingOp { Client = client, CommandCount = head.CommandCount, Tag = head.Tag };
        CommandSpec? spec = null;
        // Were a write executed as a read, this node's keys would be others than those of the rest.
        var isKnown = head.IsTransaction || EntryExecutor.TryFind(rest, out spec);
        if (!isKnown || (head.IsRead && EntryExecutor.Writes(rest)))
        {
            RemoteDone(client, isAnswered: false, ForwardOutcome.NotDone);
            return true;
        }

        (op.Kind, op.Spec) = (KindOf(head), spec);
        var mayGrow = spec?.Has(CommandFlags.DenyOutOfMemory) ?? _evictions.IsOver(_growingBytes);
        var result = !IsLeader ? SubmitResult.Refused : head.IsRead ? SubmitRemoteRead(op, rest) : SubmitEntry(op, rest, mayGrow);
        if (result == SubmitResult.Full && IsLeader)
            return false;
        if (result != SubmitResult.Submitted)
            RemoteDone(client, isAnswered: IsLeader, ForwardOutcome.NotDone);
        return true;
    }

    /// <summary>A session looks whether there is something to show yet; a witness does not know.</summary>
    private SubmitResult SubmitRemoteRead(in PendingOp op, ReadOnlySpan<byte> rest) =>
        Mirror.IsIncomplete ? Refuse(op, StoreReplies.Loading) : SubmitWithoutEntry(op, rest);

    private static PendingKind KindOf(in ForwardHead head) => (head.IsTransaction, head.IsRead) switch
    {
        (false, false) => PendingKind.Write,
        (true, false) => PendingKind.Transaction,
        (false, true) => PendingKind.Read,
        (true, true) => PendingKind.ReadTransaction,
    };

    /// <summary>There is room again.</summary>
    private void TakeRemoteWaiting()
    {
        if (_remoteWaiting.Count == 0)
            return;
        while (_remoteWaiting.First is { Value: var (client, body) } first)
        {
            // Out of the queue meanwhile: what finds out that this node no longer leads refuses all that wait.
            _remoteWaiting.Remove(first);
            if (ForwardHead.TryRead(body) is not { } head || TrySubmitRemote(client, head, body.AsSpan(ForwardHead.Bytes)))
                continue;
            _remoteWaiting.AddFirst(first);
            break;
        }

        EndBatch();
    }

    private void RefuseRemoteWaiting()
    {
        foreach (var (client, _) in _remoteWaiting)
            RemoteDone(client, isAnswered: false, ForwardOutcome.NotDone);
        _remoteWaiting.Clear();
    }

    private void RemoteDone(RemoteClient client, bool isAnswered) => RemoteDone(client, isAnswered, ForwardOutcome.Unknown);

    private void RemoteDone(RemoteClient client, bool isAnswered, ForwardOutcome otherwise)
    {
        if (isAnswered)
        {
            var answer = client.Answers.Written;
            // Of a write nothing but its answer says that it was done, so a longer one stays unknown.
            if (client.IsRead && sizeof(ulong) + (long)answer.Length > _group!.ForwardBytesMax)
                answer = RefuseAnswer(client, answer.Length);
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

    private ReadOnlySpan<byte> RefuseAnswer(RemoteClient client, int bytes)
    {
        client.Answers.Clear();
        new RespWriter(client.Answers, client.Version).Error(StoreReplies.AnswerTooLong(bytes, _group!.ForwardBytesMax));
        return client.Answers.Written;
    }
}
