using FromScratch.Group.Links;
using FromScratch.Group.Wire;

namespace FromScratch.Group;

/// <content>Requests to the leader on behalf of clients of this node, and their replies.</content>
public sealed partial class ReplicationGroup
{
    /// <summary>Number, and what became of it.</summary>
    internal const int ForwardHeaderBytes = 9;

    /// <summary>
    /// Sends a request to the leader; <see cref="IGroupMachine.Replied"/> follows, once. False = no leader is connected, or too many
    /// wait: it is certainly not done.
    /// </summary>
    public bool TryForward(ulong ticket, ReadOnlySpan<byte> body)
    {
        if (body.Length > _options.ForwardBytesMax || Failure is not null)
            return false;
        lock (_gate)
        {
            // Both directions: a leader that cannot be heard cannot answer.
            if (_replica is not { IsLeader: false, LeaderId: not 0 and var leader } || !_inbound.ContainsKey(leader)
                || !_linksById.TryGetValue(leader, out var link) || !link.HasRoomToSpare(body.Length)
                || !_forwards.TryAdd(ticket, leader, out var number))
            {
                return false;
            }

            if (!link.TryEnqueue(WithNumber(FrameKind.ForwardRequest, number, default, body)))
            {
                _forwards.TryTake(number, leader, out _);
                return false;
            }

            Interlocked.Increment(ref _counters.Forwarded);
        }

        AfterMachineCall();
        return true;
    }

    /// <summary>The longest request to a leader, and the longest answer.</summary>
    public int ForwardBytesMax => _options.ForwardBytesMax;

    /// <summary>
    /// Answers <see cref="IGroupMachine.Requested"/>. An answer longer than <see cref="ForwardBytesMax"/> is not sent: the other side is
    /// told that the fate of its request is unknown.
    /// </summary>
    /// <param name="to">The member that asked.</param>
    /// <param name="ticket">As it came.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="body">The answer.</param>
    public void Reply(ulong to, ulong ticket, ForwardOutcome outcome, ReadOnlySpan<byte> body)
    {
        if (body.Length > _options.ForwardBytesMax)
        {
            outcome = ForwardOutcome.Unknown;
            body = default;
        }

        Inbound? deaf = null;
        lock (_gate)
        {
            if (!_linksById.TryGetValue(to, out var link) || !link.TryEnqueue(WithNumber(FrameKind.ForwardReply, ticket, outcome, body)))
                deaf = _inbound.GetValueOrDefault(to);
        }

        // It cannot be told, so it must see that it will not be: by the loss of the connection that it asked on.
        deaf?.Close();
        AfterMachineCall();
    }

    private static OutFrame WithNumber(FrameKind kind, ulong number, ForwardOutcome outcome, ReadOnlySpan<byte> body)
    {
        var rented = System.Buffers.ArrayPool<byte>.Shared.Rent(ForwardHeaderBytes + body.Length);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(rented, number);
        rented[sizeof(ulong)] = (byte)outcome;
        body.CopyTo(rented.AsSpan(ForwardHeaderBytes));
        return new OutFrame(kind, default, rented, ForwardHeaderBytes + body.Length);
    }

    private bool TryReceiveForward(Inbound connection, ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body);
        var number = reader.UInt64();
        if (reader.Byte() != 0 || reader.HasFailed)
            return false;
        var from = connection.Peer!.MemberId;
        bool leads;
        lock (_gate)
            leads = _replica is { CanPropose: true };
        if (leads)
        {
            _machine.Requested(from, number, reader.Rest);
            return true;
        }

        // It is not passed on: the one that asked finds the leader itself.
        Reply(from, number, ForwardOutcome.NotDone, default);
        return true;
    }

    private bool TryReceiveReply(Inbound connection, ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body);
        var (number, outcome) = (reader.UInt64(), (ForwardOutcome)reader.Byte());
        if (reader.HasFailed || outcome > ForwardOutcome.Unknown)
            return false;
        if (_forwards.TryTake(number, connection.Peer!.MemberId, out var ticket))
            _machine.Replied(ticket, outcome, reader.Rest);
        return true;
    }

    /// <summary>A connection to or from the member is lost, and with it perhaps a request or its reply.</summary>
    private void LoseForwards(ulong? member)
    {
        foreach (var ticket in _forwards.TakeAll(member))
        {
            Interlocked.Increment(ref _counters.ForwardsUnknown);
            _machine.Replied(ticket, ForwardOutcome.Unknown, default);
        }
    }
}
