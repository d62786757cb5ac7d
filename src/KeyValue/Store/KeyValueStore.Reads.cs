using FromScratch.KeyValue.Commands;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Store;

/// <content>Reads: at once where that is right, else when the leader has confirmed that nothing newer was acknowledged.</content>
public sealed partial class KeyValueStore
{
    /// <summary>A read that nobody confirms for so long is refused.</summary>
    private static readonly TimeSpan ConfirmTimeMax = TimeSpan.FromSeconds(5);

    private readonly Dictionary<ulong, ReadRound> _askedRounds = [];
    private readonly List<ReadRound> _unaskedRounds = [];
    private ReadRound? _openRound;
    private ulong _lastTicket;

    /// <summary>Clients of this node have been told of entries up to here.</summary>
    private ulong _toldIndex;

    /// <summary>There are no other nodes.</summary>
    private bool IsAlone => _options.Group is not { IsAlone: false };

    /// <summary>This node votes and keeps no keys: what is read here is read at the leader.</summary>
    public bool IsWitness => _role.IsWitness;

    /// <summary>A read of this client may be executed now, against what is applied.</summary>
    public bool CanRead(IStoreClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        // A store that has failed goes on showing what it has, where nobody else could have anything newer.
        if (_group is not { } group || (_failure is not null && IsAlone))
            return true;
        if (_role.IsWitness)
            return false;
        return _role.IsLeader ? group.TryLeaseRead() : client.AllowsStale && group.StaleFor <= _options.StaleReadMax;
    }

    /// <summary>
    /// Executes a read now, its one reply into <paramref name="reply"/>. The client has nothing unanswered, and <see cref="CanRead"/>.
    /// </summary>
    public void Read(IStoreClient client, CommandSpec spec, in RespRequest request, RespWriter reply)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(spec);
        var context = ObserveTime(client, reply);
        DataCommands.Execute(spec, request, context);
    }

    /// <summary>The one that reads of this batch share; asked for at its end.</summary>
    private ReadRound OpenRound() => _openRound ??= new ReadRound(_time.GetTimestamp());

    private void AskOpenRound()
    {
        if (_openRound is not { } round)
            return;
        _openRound = null;
        Ask(round);
    }

    /// <summary>Each attempt has a number of its own: a late answer to an earlier one confirms nothing.</summary>
    private void Ask(ReadRound round)
    {
        round.Ticket = ++_lastTicket;
        _askedRounds.Add(round.Ticket, round);
        _group!.RequestRead(round.Ticket);
    }

    private void Confirm(ulong ticket, ulong index)
    {
        if (!_askedRounds.Remove(ticket, out var round))
            return;
        (round.Ticket, round.Index) = (0, index);
        if (index > 0)
            return;
        _unaskedRounds.Add(round);
        RetrySoon();
    }

    private void AskAgain()
    {
        if (_unaskedRounds.Count == 0)
            return;
        var rounds = _unaskedRounds.ToArray();
        _unaskedRounds.Clear();
        foreach (var round in rounds)
        {
            if (_time.GetElapsedTime(round.BeganTimestamp) > ConfirmTimeMax)
                round.HasFailed = true;
            else
                Ask(round);
        }
    }

    /// <summary>An operation without an entry may be executed, now that it is the oldest.</summary>
    private bool IsReady(in PendingOp op)
    {
        if (op.Kind == PendingKind.Forward)
            return op.Forwarded is ForwardState.Answered or ForwardState.GivenUp;
        if (op.Round is not { } round || round.HasFailed)
            return true;
        // Entries behind it in the ring have not been acknowledged: it need not see them.
        return round.Index > 0 && _appliedIndex >= Math.Min(Math.Max(round.Index, _toldIndex), _pending.NextEntry - 1);
    }
}
