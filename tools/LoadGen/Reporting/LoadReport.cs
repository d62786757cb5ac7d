namespace FromScratch.LoadGen.Reporting;

/// <summary>The result of a run as it is printed and written as JSON. Times are in the unit that each name ends in.</summary>
public sealed record LoadReport
{
    public required string Server { get; init; }
    public required ulong Seed { get; init; }
    public required string Workload { get; init; }
    public required double Seconds { get; init; }

    /// <summary>Requests answered in the measured phase; a multi-get is one, sets of a look-aside are not in here.</summary>
    public required long Requests { get; init; }
    public required long Keys { get; init; }
    public required double RequestsPerSecond { get; init; }
    public required double KeysPerSecond { get; init; }
    public required long Hits { get; init; }
    public required long Misses { get; init; }
    public required double MissRatio { get; init; }
    public required long Stored { get; init; }

    /// <summary>Sets that the server had no memory for.</summary>
    public required long Refused { get; init; }

    /// <summary>Counted over all phases, prefill and warm-up included.</summary>
    public required long WrongValues { get; init; }
    public required long ErrorReplies { get; init; }
    public required string FirstProblem { get; init; }

    /// <summary>Open loop: requests that were due and never left.</summary>
    public required long Unsent { get; init; }
    public required LatencyReport All { get; init; }
    public required LatencyReport Gets { get; init; }
    public required LatencyReport Sets { get; init; }

    /// <summary>Per request, look-aside sets included in the divisor; 0 when not known.</summary>
    public required double ServerCpuUsPerRequest { get; init; }
    public required double GeneratorCpuUsPerRequest { get; init; }
    public required long ServerPeakRssBytes { get; init; }
    public required long ServerRssBytes { get; init; }

    public bool IsClean => WrongValues + ErrorReplies == 0;
}
