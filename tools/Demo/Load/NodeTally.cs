namespace FromScratch.Demo.Load;

/// <summary>What one node did during a run. Counts are chunks unless the name says bytes.</summary>
public sealed class NodeTally(string name)
{
    /// <summary>The node.</summary>
    public string Name { get; } = name;

    /// <summary>Lookups that the ring sent here, whatever became of them.</summary>
    public long Lookups { get; set; }

    /// <summary>Found, and every byte right.</summary>
    public long Hits { get; set; }

    /// <summary>The node answered that it does not hold the key.</summary>
    public long Misses { get; set; }

    /// <summary>The node could not be asked.</summary>
    public long Unreachable { get; set; }

    /// <summary>Found with a wrong byte.</summary>
    public long Wrong { get; set; }

    /// <summary>Stored.</summary>
    public long Stores { get; set; }

    /// <summary>Stores that the node refused.</summary>
    public long Refused { get; set; }

    /// <summary>Stores that never reached the node.</summary>
    public long Unstored { get; set; }

    /// <summary>Bytes of values that came back right.</summary>
    public long BytesRead { get; set; }

    /// <summary>Times the node went away in mid-run.</summary>
    public int Outages { get; set; }

    /// <summary>Hits of all lookups, 0 to 1; a node that nobody asked has 0.</summary>
    public double HitRatio => Lookups == 0 ? 0 : (double)Hits / Lookups;

    /// <summary>The sum over <paramref name="parts"/>.</summary>
    public static NodeTally Total(IReadOnlyList<NodeTally> parts) => new("total")
    {
        Lookups = parts.Sum(p => p.Lookups),
        Hits = parts.Sum(p => p.Hits),
        Misses = parts.Sum(p => p.Misses),
        Unreachable = parts.Sum(p => p.Unreachable),
        Wrong = parts.Sum(p => p.Wrong),
        Stores = parts.Sum(p => p.Stores),
        Refused = parts.Sum(p => p.Refused),
        Unstored = parts.Sum(p => p.Unstored),
        BytesRead = parts.Sum(p => p.BytesRead),
        Outages = parts.Sum(p => p.Outages),
    };
}
