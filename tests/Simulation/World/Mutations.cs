using FromScratch.Replication;
using FromScratch.Simulation.Scripts;

namespace FromScratch.Simulation.World;

/// <summary>Rules that are broken on purpose, by name.</summary>
public static class Mutations
{
    internal const string WipedKeepsItsId = nameof(SimOptions.WipedKeepsItsId);

    public static IReadOnlyList<string> Names { get; } =
        [.. Enum.GetNames<ReplicaFaults>().Where(static name => name != nameof(ReplicaFaults.None)), WipedKeepsItsId];

    /// <summary>What a history that is played as written shows; null = there is none for the rule, or it shows nothing.</summary>
    public static string? Play(string rule) => AllScripts.Find(rule);

    /// <summary>The first history that shows it; null = none of so many did.</summary>
    public static SimResult? Find(string rule, ulong firstSeed, int histories)
    {
        for (var i = 0; i < histories; i++)
        {
            var seed = firstSeed + (ulong)i;
            var result = Runner.Run(seed, Break(SimOptions.FromSeed(seed), rule), null, keepsTranscript: false);
            if (result.Violation is not null)
                return result;
        }

        return null;
    }

    public static SimOptions Break(SimOptions options, string rule) => rule == WipedKeepsItsId
        ? options with { WipedKeepsItsId = true }
        : options.With(ProfileOf(Enum.Parse<ReplicaFaults>(rule))) with { Broken = Enum.Parse<ReplicaFaults>(rule) };

    /// <summary>Where a rule is put to the test most.</summary>
    private static SimProfile ProfileOf(ReplicaFaults rule) => rule switch
    {
        ReplicaFaults.NoQuietStart or ReplicaFaults.NoBinding or ReplicaFaults.LeaseFromAnswer or ReplicaFaults.LeaseIgnoresDrift
            or ReplicaFaults.LeaseDuringTransfer => SimProfile.Leases,
        ReplicaFaults.ChangesOverlap or ReplicaFaults.ChangeBeforeOwnTerm or ReplicaFaults.NoRollBack => SimProfile.Members,
        ReplicaFaults.CommitOldTerm => SimProfile.Elections,
        _ => SimProfile.Mixed,
    };
}
