using FromScratch.Replication;
using FromScratch.Simulation.World;

namespace FromScratch.Simulation.Scripts;

/// <summary>Every script, by the rule that it is about.</summary>
internal static class AllScripts
{
    public static IReadOnlyList<Script> List { get; } =
    [
        new("a voter is restarted while its leader has a lease", nameof(ReplicaFaults.NoQuietStart), LeaseScripts.VoterRestarts),
        new("a voter is asked for its vote while its leader has a lease", nameof(ReplicaFaults.NoBinding), LeaseScripts.VoterIsAsked),
        new("clocks run apart, as far as they may", nameof(ReplicaFaults.LeaseIgnoresDrift), LeaseScripts.ClocksRunApart),
        new("an entry of an older term reaches a majority", nameof(ReplicaFaults.CommitOldTerm), ElectionScripts.OldTermReachesAMajority),
        new("a member that was cut off comes back", nameof(ReplicaFaults.NoPreVote), ElectionScripts.CutOffMemberComesBack),
        new("a wiped node comes back under its old id", Mutations.WipedKeepsItsId, ElectionScripts.WipedNodeComesBack),
        new("two leaders change the members in turn", nameof(ReplicaFaults.ChangeBeforeOwnTerm), MemberScripts.TwoLeadersChange),
        new("a change of members is cut off", nameof(ReplicaFaults.NoRollBack), MemberScripts.ChangeIsCutOff),
    ];

    /// <summary>What a script shows when this rule is broken; null = there is none, or it shows nothing.</summary>
    public static string? Find(string rule)
    {
        var broken = Enum.TryParse<ReplicaFaults>(rule, out var fault) ? fault : ReplicaFaults.None;
        foreach (var script in List.Where(script => script.Rule == rule))
        {
            if (script.Play(rule == Mutations.WipedKeepsItsId ? ElectionScripts.SameId : broken) is { } violation)
                return $"{script.Name}: {violation}";
        }

        return null;
    }
}
