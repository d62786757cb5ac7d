namespace FromScratch.LoadBalancer.Configuration;

/// <summary>
/// Everything that the balancer is told, as one immutable value: a reload makes another one, checks it and swaps it. What runs (servers'
/// health, counters, connections) is kept elsewhere and survives the swap.
/// </summary>
public sealed record BalancerConfig
{
    public IReadOnlyList<ListenerConfig> Listeners { get; init; } = [];

    public IReadOnlyList<BackendConfig> Backends { get; init; } = [];

    public LimitsConfig Limits { get; init; } = new();

    public AccessLogConfig AccessLog { get; init; } = new();
}

/// <summary>Bounds of the whole process.</summary>
public sealed record LimitsConfig
{
    /// <summary>Client connections over all listeners; one more waits in the kernel or is closed at once.</summary>
    public int ConnectionsMax { get; init; } = 20_000;

    public int RequestLineBytesMax { get; init; } = 8_192;

    /// <summary>Request line and fields together; the same bound holds for heads of responses.</summary>
    public int HeadBytesMax { get; init; } = 32_768;

    public int FieldsMax { get; init; } = 100;

    /// <summary>Of requests; 0 = no bound.</summary>
    public long BodyBytesMax { get; init; }
}

/// <summary>Where the access log goes, and what a line looks like.</summary>
public sealed record AccessLogConfig
{
    public AccessLogFormat Format { get; init; } = AccessLogFormat.None;

    /// <summary>A file, opened again by each reload; null = standard output.</summary>
    public string? Path { get; init; }
}

public enum AccessLogFormat : byte
{
    None,

    /// <summary>One JSON object per request, with the timings of its phases and how it ended.</summary>
    Json,

    /// <summary>The combined format of Apache and nginx.</summary>
    Combined,
}
