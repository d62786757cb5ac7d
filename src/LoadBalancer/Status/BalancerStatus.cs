namespace FromScratch.LoadBalancer.Status;

/// <summary>
/// The balancer at one moment, as everything that shows it reads it: the status page, JSON, CSV and the metrics. A snapshot: nothing in
/// it changes any more, and it may be read from any thread.
/// </summary>
public sealed record BalancerStatus
{
    public string Version { get; init; } = "";

    public int ProcessId { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When the snapshot was taken; ages are counted from here.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>Of the configuration that is in force.</summary>
    public DateTimeOffset ConfiguredAt { get; init; }

    public long ReloadsTotal { get; init; }

    /// <summary>Reloads that were refused.</summary>
    public long ReloadsFailed { get; init; }

    public long ConnectionsCurrent { get; init; }

    public long ConnectionsMax { get; init; }

    public long ConnectionsTotal { get; init; }

    /// <summary>Closed at once because of the limit.</summary>
    public long ConnectionsRefused { get; init; }

    /// <summary>Lines that the access log lost because its disk was slow.</summary>
    public long AccessLogDropped { get; init; }

    /// <summary>Requests that listeners had received before a reload took them away.</summary>
    public long RequestsOfGone { get; init; }

    public bool IsDraining { get; init; }

    public IReadOnlyList<ListenerStatus> Listeners { get; init; } = [];

    public IReadOnlyList<BackendStatus> Backends { get; init; } = [];

    public TimeSpan Uptime => TakenAt - StartedAt;

    /// <summary>How long ago, in whole seconds; 0 for a time that never was.</summary>
    public long SecondsSince(DateTimeOffset time) => time == default ? 0 : Math.Max(0, (long)(TakenAt - time).TotalSeconds);
}
