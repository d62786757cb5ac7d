using FromScratch.Replication;
using FromScratch.Replication.Membership;
using FromScratch.Replication.Messages;

namespace FromScratch.Simulation.Scripts;

/// <summary>Changes of who belongs to the group.</summary>
internal static class MemberScripts
{
    /// <summary>
    /// The flaw of changes one at a time that was found after they were published (Ongaro to raft-dev, 2015): one leader adds, the next one
    /// removes, and their majorities do not meet unless the second one has committed something in its term first.
    /// </summary>
    public static string? TwoLeadersChange(ReplicaFaults broken)
    {
        var cluster = new Cluster(4, id => new ReplicaOptions { Id = id, Broken = broken });
        var first = cluster.ElectAmong(1, 2, 3, 4);
        var withLearner = cluster.First.With(new Member(5, MemberRole.Learner));
        cluster.Add(5, new ReplicaOptions { Id = 5, Broken = broken });
        cluster.Heal();
        first.Propose(withLearner);
        cluster.Run(300);

        // It reaches the new member alone.
        cluster.Connect(1, 5);
        first.Propose(withLearner.With(new Member(5, MemberRole.Voter)));
        cluster.Deliver();
        var index = first.Log.LastIndex;

        cluster.Loses = static message => message is { Kind: MessageKind.Append, From: 2, To: 4 };
        var second = cluster.ElectAmong(2, 3, 4);
        var removal = withLearner.Without(1);
        if (second.Replica.CheckConfiguration(removal) is not null)
            return null;
        second.Propose(removal);
        cluster.Run(100);
        var committed = second.Replica.CommitIndex;
        var committedTerm = second.Log.TermAt(index);

        cluster.Loses = null;
        var third = cluster.ElectAmong(1, 4, 5);
        cluster.Run(300);
        return committed >= index && third.Replica.CommitIndex >= index && third.Log.TermAt(index) != committedTerm
            ? $"entry {index} was committed with term {committedTerm} and is of term {third.Log.TermAt(index)} now"
            : null;
    }

    /// <summary>Who believes in members that never were counts the wrong majority from then on.</summary>
    public static string? ChangeIsCutOff(ReplicaFaults broken)
    {
        var cluster = new Cluster(3, id => new ReplicaOptions { Id = id, Broken = broken });
        var first = cluster.ElectAmong(1, 2, 3);
        cluster.Run(200);
        cluster.Isolate(1);
        first.Propose(cluster.First.Without(2));
        cluster.Deliver();
        var second = cluster.ElectAmong(2, 3);
        second.Propose(2);
        cluster.Run(300);
        cluster.Heal();
        cluster.Run(500);
        return first.Log.LastIndex == second.Log.LastIndex && !first.Replica.Configuration.Members.SequenceEqual(cluster.First.Members)
            ? "a member counts on a configuration that is no longer in its log"
            : null;
    }
}
