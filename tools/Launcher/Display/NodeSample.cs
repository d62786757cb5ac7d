namespace FromScratch.Launcher.Display;

/// <summary>How a node is at one moment.</summary>
internal enum NodeState
{
    /// <summary>No process.</summary>
    Down,

    /// <summary>A process that does not serve.</summary>
    NotReady,

    /// <summary>Serves.</summary>
    Up,
}

/// <summary>
/// One row of the table. Figures are null when unknown: the node is down, speaks no protocol of ours, or was seen only once.
/// </summary>
internal sealed record NodeSample(string Name, string Role, NodeState State, string Address, string? Admin, int? Pid)
{
    public double? RequestsPerSecond { get; init; }

    public long? MemoryBytes { get; init; }

    /// <summary>Null when there is none, too.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>Items of a cache, keys of a key-value server.</summary>
    public long? Keys { get; init; }

    public double? HitRatio { get; init; }
}
