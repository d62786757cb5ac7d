using FromScratch.Group.Links;
using FromScratch.Group.Wire;
using FromScratch.Log;
using FromScratch.Replication;
using FromScratch.Replication.Messages;

namespace FromScratch.Group;

/// <content>Frames of other members, on the thread of their connection.</content>
public sealed partial class ReplicationGroup
{
    /// <summary>False = nothing that may come here: nothing was changed.</summary>
    private bool TryReceive(Inbound connection, FrameKind kind, ReadOnlySpan<byte> body)
    {
        if (Failure is not null)
            return true;
        try
        {
            return kind switch
            {
                FrameKind.Message => TryReceiveMessage(connection, body),
                FrameKind.Append => TryReceiveAppend(connection, body),
                FrameKind.Formation => TryReceiveFormation(connection, body),
                FrameKind.ForwardRequest => TryReceiveForward(connection, body),
                FrameKind.ForwardReply => TryReceiveReply(connection, body),
                FrameKind.Notice => TryReceiveNotice(connection, body),
                FrameKind.SnapshotBegin => _receiver.TryBegin(connection.Peer!.MemberId, body),
                FrameKind.SnapshotChunk => _receiver.TryTakeChunk(connection.Peer!.MemberId, body),
                FrameKind.SnapshotEnd => _receiver.TryEnd(connection.Peer!.MemberId, body),
                FrameKind.SnapshotAck => TryReceiveSnapshotAck(connection.Peer!.MemberId, body),
                _ => false,
            };
        }
        catch (ReplicaBrokenException error)
        {
            Fail(error);
            _events.Deliver();
            return true;
        }
    }

    private void HearPart(Inbound connection)
    {
        lock (_gate)
            _replica?.HearPart(connection.Peer!.MemberId, NowMs);
    }

    private bool TryReceiveMessage(Inbound connection, ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body);
        if (!MessageCodec.TryRead(ref reader, out var message) || !reader.IsAtEnd || message.Kind == MessageKind.Append
            || message.EntryCount != 0 || message.From != connection.Peer!.MemberId || message.To != MemberId)
        {
            return false;
        }

        Link? ship;
        lock (_gate)
        {
            if (_replica is not { } replica)
                return true;
            replica.Step(message, NowMs);
            Collect();
            ship = replica.IsLeader ? _linksById.GetValueOrDefault(message.From) : null;
        }

        if (ship is not null)
            Ship(ship);
        Release();
        return true;
    }

    private bool TryReceiveAppend(Inbound connection, ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body);
        if (!MessageCodec.TryRead(ref reader, out var message) || message.Kind != MessageKind.Append
            || message.From != connection.Peer!.MemberId || message.To != MemberId
            || !connection.Entries.TryRead(reader.Rest, ref message, _options.Log.PayloadBytesMax))
        {
            return false;
        }

        Interlocked.Increment(ref _counters.AppendsReceived);
        var hasAppended = false;
        lock (_gate)
        {
            if (_replica is not { } replica)
                return true;
            var change = replica.Step(message, NowMs);
            if (change.Kind == LogChangeKind.Append)
                hasAppended = Append(replica, message, change.Index, connection.Entries, reader.Rest);
            else if (change.Kind == LogChangeKind.Truncate)
                _worker.Do(() => CutLog(replica, change.Index));
            Collect();
        }

        if (hasAppended)
            _log!.Flush();
        Release();
        return true;
    }

    /// <summary>As many of the entries as the log takes; the leader sends the others again.</summary>
    private bool Append(Replica replica, in Message message, ulong from, EntriesCodec entries, ReadOnlySpan<byte> bytes)
    {
        var log = _log!;
        var before = log.LastIndex;
        for (var position = (int)(from - message.Index - 1); position < entries.Count; position++)
        {
            var payload = entries.Payload(bytes, position, out var tag);
            if (log.TryAppend(message.EntryTerm, tag, payload, out _) != AppendResult.Appended)
                break;
        }

        var last = log.LastIndex;
        foreach (var (index, members) in entries.Configurations)
        {
            if (index > before && index <= last)
                _history!.Add(index, members);
        }

        replica.Appended(last, log.LastTerm);
        return last > before;
    }
}
