using System.Buffers.Binary;
using FromScratch.Group;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Store;

/// <content>Writes of other members' clients, on the leader.</content>
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
        (client.From, client.Ticket, client.Version) = (from, ticket, head.Version);
        if (_remoteWaiting.Count > 0 || !TrySubmitRemote(client, head, body[ForwardHead.Bytes..]))
            _remoteWaiting.AddLast((client, body.ToArray()));
        EndBatch();
    }

    /// <summary>False = it must wait: for room, or for the end of a transfer.</summary>
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
        if (result == SubmitResult.Full && IsLeader)
            return false;
        if (result != SubmitResult.Submitted)
            RemoteDone(client, isAnswered: IsLeader, ForwardOutcome.NotDone);
        return true;
    }

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
