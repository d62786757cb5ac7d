namespace FromScratch.Replication;

/// <summary>When an entry may be acknowledged.</summary>
public enum CommitRule
{
    /// <summary>When a majority of the voters has it on disk.</summary>
    Majority,

    /// <summary>When the leader has it on disk: a failover may lose it.</summary>
    Leader,
}

/// <summary>Times and limits of one replica; the defaults suit one data centre.</summary>
public sealed record ReplicaOptions
{
    /// <summary>This member; never 0.</summary>
    public required ulong Id { get; init; }

    public CommitRule CommitRule { get; init; }

    /// <summary>The shortest; a timeout is drawn between it and twice it.</summary>
    public int ElectionTimeoutMs { get; init; } = 300;

    public int HeartbeatMs { get; init; } = 50;

    /// <summary>A leader whose disk gets nowhere for so long steps down.</summary>
    public int DiskStallMs { get; init; } = 2000;

    /// <summary>By so much two clocks may run apart.</summary>
    public int ClockDriftPercent { get; init; } = 10;

    /// <summary>False = every read asks for a round.</summary>
    public bool UsesLease { get; init; } = true;

    /// <summary>Of one append.</summary>
    public int AppendBytesMax { get; init; } = 1 << 20;

    /// <summary>Shipped to one member and not acknowledged.</summary>
    public long InFlightBytesMax { get; init; } = 16 << 20;

    public int InFlightMessagesMax { get; init; } = 256;

    /// <summary>Read requests that wait for a round; more are refused.</summary>
    public int PendingReadsMax { get; init; } = 1024;

    /// <summary>For the simulation's own tests.</summary>
    internal ReplicaFaults Broken { get; init; }
}
