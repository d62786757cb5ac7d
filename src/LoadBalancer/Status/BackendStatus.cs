namespace FromScratch.LoadBalancer.Status;

/// <summary>
/// A backend with its servers. Its own counters count requests; those of its servers count attempts, of which there are more.
/// </summary>
public sealed record BackendStatus
{
    public required string Name { get; init; }

    /// <summary>As the configuration spells it.</summary>
    public string Policy { get; init; } = "";

    /// <summary>TCP connections rather than HTTP requests.</summary>
    public bool IsTcp { get; init; }

    /// <summary>So few servers are healthy that health is not looked at.</summary>
    public bool IsInPanic { get; init; }

    public TrafficStatus Traffic { get; init; } = new();

    public QueueStatus Queue { get; init; } = new();

    public EffortStatus Effort { get; init; } = new();

    public PhaseTimes Average { get; init; }

    public PhaseTimes Longest { get; init; }

    /// <summary>Refused by the circuit breaker.</summary>
    public long BreakerRefused { get; init; }

    /// <summary>Look-ups of its servers' names that failed or found nothing.</summary>
    public long LookUpsFailed { get; init; }

    /// <summary>Times that no server was left.</summary>
    public long DownCount { get; init; }

    /// <summary>How long there was none, in all.</summary>
    public long DowntimeSeconds { get; init; }

    /// <summary>Since when there is a server, or none.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>The last request; default = never.</summary>
    public DateTimeOffset LastUsed { get; init; }

    public IReadOnlyList<ServerStatus> Servers { get; init; } = [];

    /// <summary>Some server can be asked.</summary>
    public bool IsUp => Servers.Any(server => server.IsUsable);

    public int ServersUsable(bool backup) => Servers.Count(server => server.IsUsable && server.IsBackup == backup);

    public double WeightEffective => Servers.Where(server => server.IsUsable).Sum(server => server.WeightEffective);
}
