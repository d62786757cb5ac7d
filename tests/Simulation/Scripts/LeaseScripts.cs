using FromScratch.Replication;

namespace FromScratch.Simulation.Scripts;

/// <summary>Two must not lead while the older one may still answer reads by itself.</summary>
internal static class LeaseScripts
{
    private const int Phases = 60;

    /// <summary>What it promised by hearing the leader must outlast the restart.</summary>
    public static string? VoterRestarts(ReplicaFaults broken) => AtAnyMoment(broken, restarts: true);

    public static string? VoterIsAsked(ReplicaFaults broken) => AtAnyMoment(broken, restarts: false);

    /// <summary>The leader's is slow and the others' are fast, within what is allowed.</summary>
    public static string? ClocksRunApart(ReplicaFaults broken)
    {
        for (ulong seed = 0; seed < Phases; seed++)
        {
            var cluster = new Cluster(0, seed: seed);
            var first = Replication.Membership.Configuration.Of(Enumerable.Range(1, 3).Select(
                id => new Replication.Membership.Member((ulong)id, Replication.Membership.MemberRole.Voter)));
            for (ulong id = 1; id <= 3; id++)
                cluster.Add(id, Options(id, broken), first, clockRate: id == 1 ? 0.95 : 1.05);
            var leader = cluster.ElectAmong(1, 2, 3);
            cluster.Run(500);
            cluster.Isolate(1);
            if (FindOverlap(cluster, leader) is { } violation)
                return violation;
        }

        return null;
    }

    /// <summary>
    /// The third member was cut off and wants to lead. Just when the second one has answered a heartbeat, it can reach that one, and the
    /// leader no longer can.
    /// </summary>
    private static string? AtAnyMoment(ReplicaFaults broken, bool restarts)
    {
        for (var phase = 0; phase < Phases; phase++)
        {
            var cluster = new Cluster(3, id => Options(id, broken), (ulong)phase);
            var leader = cluster.ElectAmong(1, 2, 3);
            cluster.Run(200);
            cluster.Isolate(3);
            cluster.Run(1000 + (10 * phase));
            var lease = leader.Replica.LeaseUntilMs;
            for (var i = 0; i < 20 && leader.Replica.LeaseUntilMs == lease; i++)
                cluster.Run(10);
            if (restarts)
                cluster.Restart(2);
            cluster.CutBoth(1, 2);
            cluster.HealBoth(2, 3);
            if (FindOverlap(cluster, leader) is { } violation)
                return violation;
        }

        return null;
    }

    private static string? FindOverlap(Cluster cluster, Cluster.Node leader)
    {
        for (var step = 0; step < 100; step++)
        {
            cluster.Run(10);
            var other = cluster.Nodes.FirstOrDefault(node => node != leader && node.Replica.IsLeader);
            if (other is not null && leader.Replica.HasLease(leader.ClockMs))
            {
                return $"{other.Replica.Id} leads in term {other.Replica.Term} while {leader.Replica.Id} has a lease "
                    + $"of term {leader.Replica.Term}";
            }
        }

        return null;
    }

    private static ReplicaOptions Options(ulong id, ReplicaFaults broken) => new() { Id = id, Broken = broken };
}
