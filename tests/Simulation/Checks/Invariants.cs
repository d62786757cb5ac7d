using FromScratch.Replication;
using FromScratch.Simulation.Model;
using FromScratch.Simulation.World;

namespace FromScratch.Simulation.Checks;

/// <summary>What must hold after every step, seen from outside: the checks know every disk and believe no replica.</summary>
internal sealed class Invariants(SimWorld world)
{
    private readonly Dictionary<ulong, ulong> _leaders = [];
    private readonly List<(ulong Term, int Operation)> _committed = [default];
    /// <summary>Who first took the entry for committed was in this term.</summary>
    private readonly List<ulong> _committedIn = [0];
    private readonly List<ulong> _digests = [0];
    private readonly Dictionary<SimNode, ulong> _commitSeen = [];
    private readonly List<(long Time, ulong Index)> _acknowledged = [];

    private bool IsMajority => world.Options.CommitRule == CommitRule.Majority;

    /// <summary>A node has done something.</summary>
    public void Look(SimNode node)
    {
        var replica = node.Replica!;
        if (replica.IsLeader)
            LookAtLeader(node, replica);
        var before = _commitSeen.GetValueOrDefault(node);
        if (replica.CommitIndex <= before)
            return;
        _commitSeen[node] = replica.CommitIndex;
        for (var index = before + 1; index <= replica.CommitIndex; index++)
            LookAtCommitted(node, index);
        if (replica.IsLeader)
            CountDisks(node, replica);
    }

    public void Save(SimNode node, HardState before, HardState after)
    {
        if (after.Term < before.Term || (after.Term == before.Term && before.Vote != 0 && after.Vote != before.Vote))
            world.Fail($"{node.Id} saves {after} over {before}");
    }

    /// <summary>A node has applied an entry.</summary>
    public void Apply(SimNode node, ulong index)
    {
        if (!IsMajority)
            return;
        if (index > node.Replica!.CommitIndex)
            world.Fail($"{node.Id} applies entry {index} before it is committed");
        while ((ulong)_digests.Count <= index)
            _digests.Add(0);
        ref var digest = ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_digests)[(int)index];
        if (digest == 0)
            digest = node.State.Digest;
        else if (digest != node.State.Digest)
            world.Fail($"{node.Id} has another state than others at entry {index}");
    }

    /// <summary>A client is told that an entry is kept.</summary>
    public void Acknowledge(ulong index)
    {
        if (_acknowledged.Count == 0 || _acknowledged[^1].Index < index)
            _acknowledged.Add((world.Now, index));
    }

    /// <summary>A node shows what it has applied, and says that it is no older than so many microseconds.</summary>
    public void ReadStale(SimNode node, long ageUs)
    {
        // Half a tick of slack: clocks count milliseconds.
        var time = world.Now - (ageUs * 11 / 10) - 2000;
        var known = _acknowledged.FindLastIndex(acknowledged => acknowledged.Time <= time);
        if (IsMajority && known >= 0 && _acknowledged[known].Index > node.State.Index)
        {
            var missed = _acknowledged[known].Index;
            world.Fail($"{node.Id} shows entry {node.State.Index} as {ageUs} us old; entry {missed} was acknowledged before");
        }
    }

    private void LookAtLeader(SimNode node, Replica replica)
    {
        if (_leaders.TryGetValue(replica.Term, out var leader))
        {
            if (leader != node.Id)
                world.Fail($"{node.Id} and {leader} both lead in term {replica.Term}");
            return;
        }

        _leaders.Add(replica.Term, node.Id);
        if (world.Notes)
            world.Note($"{node.Id} leads in term {replica.Term}");
        var last = (ulong)_committed.Count - 1;
        for (var index = node.Disk.FirstIndex; index <= last && IsMajority; index++)
        {
            // One that is elected late, in an older term than the entry was committed in, will find out.
            if (replica.Term > _committedIn[(int)index] && node.Disk.TermAt(index) != _committed[(int)index].Term)
                world.Fail($"{node.Id} leads in term {replica.Term} and does not have the committed entry {index}");
        }
    }

    private void LookAtCommitted(SimNode node, ulong index)
    {
        if (!node.Disk.Has(index))
            return;
        var entry = node.Disk[index];
        var found = (entry.Term, entry.Command.Id);
        if (index < (ulong)_committed.Count)
        {
            if (IsMajority && _committed[(int)index] != found)
                world.Fail($"{node.Id} takes entry {index} for committed as {found}, and it was {_committed[(int)index]}");
            return;
        }

        if (index != (ulong)_committed.Count)
            return;
        _committed.Add(found);
        _committedIn.Add(node.Replica!.Term);
    }

    /// <summary>A majority of the leader's voters must really have it on disk.</summary>
    private void CountDisks(SimNode leader, Replica replica)
    {
        var (index, term) = (replica.CommitIndex, leader.Disk.TermAt(replica.CommitIndex));
        var members = replica.Configuration.Members.Where(static member => member.Votes).ToList();
        var kept = members.Count(member => world.Nodes.Concat(world.Lost).Any(node => node.Id == member.Id && Keeps(node, index, term)));
        if (IsMajority && kept <= members.Count / 2)
            world.Fail($"{leader.Id} takes entry {index} for committed, and {kept} of {members.Count} voters have it on disk");
    }

    private static bool Keeps(SimNode node, ulong index, ulong? term) =>
        node.Disk.Snapshot?.Index >= index || (node.Disk.DurableIndex >= index && node.Disk.TermAt(index) == term);
}
