namespace FromScratch.LoadBalancer.Configuration;

/// <summary>Active checks of each server.</summary>
public sealed record HealthCheckConfig
{
    public CheckKind Kind { get; init; } = CheckKind.Http;

    /// <summary>Of an HTTP check: a GET.</summary>
    public string Path { get; init; } = "/";

    /// <summary>Of an HTTP check; null = the server's host and port.</summary>
    public string? Host { get; init; }

    public int StatusMin { get; init; } = 200;

    public int StatusMax { get; init; } = 399;

    /// <summary>Has to occur in the first 64 KiB of the body.</summary>
    public string? BodyContains { get; init; }

    /// <summary>Another port than that of the requests; 0 = the same.</summary>
    public int Port { get; init; }

    public int IntervalMs { get; init; } = 2_000;

    /// <summary>While it is down.</summary>
    public int DownIntervalMs { get; init; } = 1_000;

    /// <summary>While it is between up and down.</summary>
    public int FastIntervalMs { get; init; } = 500;

    /// <summary>Spreads the checks: each wait is longer or shorter by up to this share, percent.</summary>
    public int JitterPercent { get; init; } = 10;

    public int TimeoutMs { get; init; } = 1_000;

    /// <summary>Checks in a row that bring a server up.</summary>
    public int Rise { get; init; } = 2;

    /// <summary>Checks in a row that take it down.</summary>
    public int Fall { get; init; } = 3;
}

public enum CheckKind : byte
{
    Http,

    /// <summary>A connection can be made.</summary>
    Tcp,
}

/// <summary>Passive health: what the requests themselves show.</summary>
public sealed record OutlierConfig
{
    /// <summary>Failures in a row (no connection, no response, 502, 503, 504) that eject a server; 0 = never.</summary>
    public int ConsecutiveFailures { get; init; } = 5;

    /// <summary>Of the requests of one window, percent; 0 = not looked at.</summary>
    public int FailurePercent { get; init; }

    /// <summary>
    /// A server whose mean latency in a window is over this multiple of the others' median is ejected, percent; 0 = never.
    /// </summary>
    public int LatencyPercent { get; init; }

    /// <summary>Fewer requests in a window say nothing.</summary>
    public int RequestsMin { get; init; } = 20;

    public int WindowMs { get; init; } = 10_000;

    /// <summary>Out for this time, times how often it was out lately.</summary>
    public int EjectionMs { get; init; } = 10_000;

    public int EjectionMsMax { get; init; } = 300_000;

    /// <summary>Of the servers may be ejected at a time, percent; one always may when there are others.</summary>
    public int EjectedPercentMax { get; init; } = 50;
}
