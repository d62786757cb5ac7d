using FromScratch.Replication;

namespace FromScratch.Simulation.World;

/// <summary>Which faults a history has most of.</summary>
public enum SimProfile
{
    Mixed,

    /// <summary>Nodes come, vote and go, and leaders change meanwhile.</summary>
    Members,

    /// <summary>Short crashes, pauses and deaf links, while clients read.</summary>
    Leases,

    /// <summary>Five voters, and leaders that never last.</summary>
    Elections,
}

/// <summary>What a history is like. All of it follows from the seed, unless it is set.</summary>
public sealed record SimOptions
{
    public SimProfile Profile { get; init; }

    public int Voters { get; init; } = 3;

    public int Learners { get; init; }

    public int Witnesses { get; init; }

    public int Clients { get; init; } = 4;

    public int Keys { get; init; } = 3;

    /// <summary>Faults happen for so long, simulated.</summary>
    public int FaultMs { get; init; } = 2500;

    /// <summary>Then everything is whole, and within so long a write must succeed.</summary>
    public int HealMs { get; init; } = 15_000;

    public CommitRule CommitRule { get; init; }

    public bool UsesLease { get; init; } = true;

    /// <summary>Of each message.</summary>
    public double LossChance { get; init; } = 0.01;

    public double DuplicateChance { get; init; } = 0.01;

    /// <summary>Of each message: that it takes up to half a second.</summary>
    public double DelayChance { get; init; } = 0.01;

    /// <summary>A snapshot after so many entries.</summary>
    public int SnapshotEntries { get; init; } = 40;

    /// <summary>What is broken on purpose.</summary>
    internal ReplicaFaults Broken { get; init; }

    /// <summary>A node that lost its disk comes back as the member that it was: broken on purpose.</summary>
    public bool WipedKeepsItsId { get; init; }

    /// <summary>The same with more of what a profile stands for.</summary>
    public SimOptions With(SimProfile profile) => profile switch
    {
        SimProfile.Members => this with { Profile = profile, Voters = Math.Max(3, Voters), Witnesses = 0, Learners = 1, LossChance = 0.02 },
        SimProfile.Leases =>
            this with { Profile = profile, Voters = 3, Witnesses = 0, Learners = 0, UsesLease = true, Keys = 1, Clients = 6 },
        SimProfile.Elections =>
            this with { Profile = profile, Voters = 5, Witnesses = 0, Learners = 0, SnapshotEntries = 1000, Clients = 3 },
        _ => this,
    };

    public static SimOptions FromSeed(ulong seed)
    {
        var random = new Core.SeededRandom(seed ^ 0x5851F42D4C957F2D);
        var voters = random.NextInt32(10) switch { 0 => 1, 1 => 2, < 8 => 3, _ => 5 };
        return new SimOptions
        {
            Voters = voters,
            Learners = random.Chance(0.15) ? 1 : 0,
            Witnesses = voters == 2 ? 1 : 0,
            UsesLease = random.Chance(0.7),
            LossChance = random.Chance(0.5) ? 0.01 : random.NextDouble() * 0.1,
            DuplicateChance = random.NextDouble() * 0.05,
            DelayChance = random.Chance(0.5) ? 0.01 : random.NextDouble() * 0.1,
            SnapshotEntries = random.Chance(0.3) ? 8 : 60,
            CommitRule = random.Chance(0.05) ? CommitRule.Leader : CommitRule.Majority,
        };
    }
}
