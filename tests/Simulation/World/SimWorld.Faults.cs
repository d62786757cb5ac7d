using FromScratch.Replication.Membership;
using FromScratch.Simulation.Model;

namespace FromScratch.Simulation.World;

/// <content>What goes wrong, what an operator does, and the end of it.</content>
internal sealed partial class SimWorld
{
    private void Carry(Fault fault)
    {
        if (IsHealing)
            return;
        Note($"*** {fault}");
        var node = Nodes[fault.A % Nodes.Count];
        switch (fault.Kind)
        {
            case FaultKind.Crash:
                node.Crash();
                At(fault.DurationMs * 1000L, node.Boot);
                break;
            case FaultKind.Pause:
                node.Pause();
                At(fault.DurationMs * 1000L, node.Resume);
                break;
            case FaultKind.Partition:
                Split(fault);
                break;
            case FaultKind.OneWay:
                Cut(node.Id, Nodes[fault.B % Nodes.Count].Id, fault.DurationMs);
                break;
            case FaultKind.DiskStall:
                node.DiskFreeAt = Math.Max(node.DiskFreeAt, Now + (fault.DurationMs * 3000L));
                break;
            case FaultKind.DiskFull:
                node.IsDiskFull = true;
                At(fault.DurationMs * 1000L, () => node.IsDiskFull = false);
                break;
            case FaultKind.Wipe:
                Wipe(fault, node);
                break;
            default:
                Operate(fault, node);
                break;
        }
    }

    private void Split(Fault fault)
    {
        for (var a = 0; a < Nodes.Count; a++)
        {
            for (var b = 0; b < Nodes.Count; b++)
            {
                if (((fault.A >> a) & 1) != ((fault.A >> b) & 1))
                    Cut(Nodes[a].Id, Nodes[b].Id, fault.DurationMs);
            }
        }
    }

    private void Wipe(Fault fault, SimNode node)
    {
        node.Crash();
        Lost.Add(node);
        var place = Nodes.IndexOf(node);
        var id = Options.WipedKeepsItsId ? node.Id : NewId();
        // It belongs to nobody until it is added again.
        var configuration = Options.WipedKeepsItsId ? node.Disk.First.Configuration : Configuration.Empty;
        Nodes[place] = new SimNode(this, id, new SimDisk(configuration), Random.NextUInt64());
        var next = Nodes[place];
        At(fault.DurationMs * 1000L, next.Boot);
        if (Options.WipedKeepsItsId)
            return;
        // The operator replaces it, some time later.
        At((fault.DurationMs + 300) * 1000L, () => Change(configuration => configuration.Without(node.Id)));
        At((fault.DurationMs + 600) * 1000L, () => Change(configuration => configuration.With(new Member(id, MemberRole.Learner))));
        At((fault.DurationMs + 1000) * 1000L, () => Change(configuration =>
            configuration.Find(id) is null ? configuration : configuration.With(new Member(id, MemberRole.Voter))));
    }

    private void Operate(Fault fault, SimNode node)
    {
        switch (fault.Kind)
        {
            case FaultKind.Transfer:
                foreach (var leader in Nodes.Where(static other => other.Replica is { IsLeader: true }).ToList())
                    leader.Transfer(node.Id);
                break;
            case FaultKind.Join when Nodes.Count < 7:
                var joining = new SimNode(this, NewId(), new SimDisk(Configuration.Empty), Random.NextUInt64());
                Nodes.Add(joining);
                joining.Boot();
                Change(configuration => configuration.With(new Member(joining.Id, MemberRole.Learner)));
                break;
            case FaultKind.Promote:
                Change(configuration => configuration.Find(node.Id) is { Role: MemberRole.Learner }
                    ? configuration.With(new Member(node.Id, MemberRole.Voter)) : configuration);
                break;
            case FaultKind.Remove:
                // What would be left must be able to decide, and to lead.
                Change(configuration => configuration.VotingCount > 2 ? configuration.Without(node.Id) : configuration);
                break;
            default:
                break;
        }
    }

    private void Change(Func<Configuration, Configuration> change)
    {
        foreach (var node in Nodes.ToList())
            node.Change(change);
    }

    /// <summary>Everybody runs, and all messages and disks are well.</summary>
    private void Heal()
    {
        Note("*** everything is whole from now on");
        IsHealing = true;
        _cut.Clear();
        foreach (var node in Nodes)
        {
            node.IsDiskFull = false;
            node.DiskFreeAt = Now;
            node.Resume();
            node.Boot();
        }
    }
}
