using FromScratch.Replication;
using FromScratch.Replication.Membership;
using FromScratch.Replication.Messages;

namespace FromScratch.Simulation.Scripts;

/// <summary>What was committed must be in the log of everybody who is elected later.</summary>
internal static class ElectionScripts
{
    /// <summary>A rule of whoever owns the directories: a node without one is another member.</summary>
    public const ReplicaFaults SameId = (ReplicaFaults)(1 << 30);

    /// <summary>Figure 8 of the Raft paper.</summary>
    public static string? OldTermReachesAMajority(ReplicaFaults broken)
    {
        var cluster = new Cluster(5, id => new ReplicaOptions { Id = id, Broken = broken });
        var first = cluster.ElectAmong(1, 2, 3, 4, 5);
        cluster.Run(300);
        cluster.Connect(1, 2);
        var index = first.Propose();
        cluster.Deliver();

        cluster.Loses = static message => message is { Kind: MessageKind.Append, From: 5 };
        cluster.ElectAmong(5, 3, 4);
        var oldTerm = first.Log.TermAt(index);

        // The first one leads again and ships the old entry; its own first entry does not get through.
        cluster.Loses = message => message is { Kind: MessageKind.Append, EntryCount: > 0 } && message.EntryTerm != oldTerm
            && cluster[message.To].Log.TermAt(message.Index) == message.LogTerm;
        cluster.ElectAmong(1, 2, 3);
        cluster.Run(150);
        var committed = first.Replica.CommitIndex;

        cluster.Loses = null;
        var last = cluster.ElectAmong(5, 3, 4);
        cluster.Run(300);
        return committed >= index && last.Replica.CommitIndex >= index && last.Log.TermAt(index) != oldTerm
            ? $"entry {index} was committed with term {oldTerm} and is of term {last.Log.TermAt(index)} now"
            : null;
    }

    /// <summary>Harmless to what is kept, but it unseats a leader who serves everybody.</summary>
    public static string? CutOffMemberComesBack(ReplicaFaults broken)
    {
        var cluster = new Cluster(3, id => new ReplicaOptions { Id = id, Broken = broken });
        var leader = cluster.ElectAmong(1, 2, 3);
        cluster.Run(200);
        var term = leader.Replica.Term;
        cluster.Isolate(3);
        cluster.Run(3000);
        cluster.Heal();
        cluster.Run(1000);
        return leader.Replica.IsLeader && leader.Replica.Term == term
            ? null
            : $"the leader of term {term} was unseated: term {cluster.Nodes.Max(node => node.Replica.Term)} by now";
    }

    /// <summary>It voted, or had an entry on disk, and knows nothing of it any more.</summary>
    public static string? WipedNodeComesBack(ReplicaFaults broken)
    {
        var cluster = new Cluster(3);
        var leader = cluster.ElectAmong(1, 2, 3);
        cluster.Run(200);
        cluster.Connect(1, 2);
        var index = leader.Propose();
        cluster.Deliver();
        var committed = leader.Replica.CommitIndex;
        if (broken == SameId)
            cluster.Add(2, new ReplicaOptions { Id = 2 });
        else
            cluster.Add(9, new ReplicaOptions { Id = 9 }, Configuration.Of([new Member(9, MemberRole.Learner)]));
        var other = broken == SameId ? cluster.ElectAmong(3, 2) : cluster.ElectAmong(3, 9);
        return committed >= index && other.Replica.IsLeader && other.Log.TermAt(index) != leader.Log.TermAt(index)
            ? $"3 leads without the committed entry {index}"
            : null;
    }
}
