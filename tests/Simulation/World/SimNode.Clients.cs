using FromScratch.Simulation.Model;

namespace FromScratch.Simulation.World;

/// <content>What clients ask of the node. Answers go back by <see cref="SimClient.Answer"/>, those that a client no longer waits for are
/// lost.</content>
internal sealed partial class SimNode
{
    private readonly Dictionary<ulong, (SimClient Client, Command Command, ulong Term)> _pending = [];
    private readonly Dictionary<ulong, (SimClient Client, Command Command)> _confirming = [];
    private readonly List<(ulong Index, SimClient Client, Command Command)> _waiting = [];

    public void Ask(SimClient client, Command command, bool allowsStale) => Do(() =>
    {
        if (command.Kind != CommandKind.Read)
            Propose(client, command);
        else if (allowsStale && !Replica!.IsLeader)
            ReadStale(client, command);
        else
            Read(client, command);
        Work();
    });

    private void Propose(SimClient client, Command command)
    {
        if (Replica is not { CanPropose: true } replica || IsDiskFull)
        {
            client.Refuse(command.Id);
            return;
        }

        Disk.Append(new SimEntry(replica.Term, command, null));
        replica.Proposed(Disk.LastIndex);
        _pending[Disk.LastIndex] = (client, command, replica.Term);
    }

    private void Answer(ulong index, in SimEntry entry, long result)
    {
        if (!_pending.Remove(index, out var pending) || pending.Term != entry.Term || !Replica!.IsLeader)
            return;
        _world.Invariants.Acknowledge(index);
        pending.Client.Answer(pending.Command.Id, result);
    }

    private void Read(SimClient client, Command command)
    {
        var replica = Replica!;
        // Followers may already show what is committed and not yet applied here.
        var newest = Math.Max(replica.CommitIndex, replica.TermStartIndex);
        if (replica.HasLease(NowMs) && State.Index >= newest && _random.Chance(0.8))
        {
            client.Answer(command.Id, State[command.Key]);
            return;
        }

        var id = _world.NewId();
        if (replica.TryRequestRead(id, NowMs))
            _confirming[id] = (client, command);
        else
            client.Refuse(command.Id);
    }

    private void TakeReads()
    {
        while (Replica!.TryTakeRead(out var read))
        {
            if (!_confirming.Remove(read.Id, out var waiting))
                continue;
            if (read.Index == 0)
                waiting.Client.Refuse(waiting.Command.Id);
            else
                _waiting.Add((read.Index, waiting.Client, waiting.Command));
        }

        AnswerReads();
    }

    private void AnswerReads()
    {
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            var (index, client, command) = _waiting[i];
            if (State.Index < index)
                continue;
            _waiting.RemoveAt(i);
            client.Answer(command.Id, State[command.Key]);
        }
    }

    /// <summary>At once, with how old it may be; no part of the history of those who want the newest.</summary>
    private void ReadStale(SimClient client, Command command)
    {
        var replica = Replica!;
        if (State.Index >= replica.CommitKnownIndex && replica.CommitKnownAtMs > 0)
            _world.Invariants.ReadStale(this, (long)((NowMs - replica.CommitKnownAtMs + 1) / _clockRate * 1000));
        client.Refuse(command.Id);
    }
}
