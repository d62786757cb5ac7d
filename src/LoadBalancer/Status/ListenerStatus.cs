using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Status;

/// <summary>One address that clients connect to.</summary>
public sealed record ListenerStatus
{
    public required string Name { get; init; }

    public ListenerProtocol Protocol { get; init; }

    /// <summary>As bound.</summary>
    public string Address { get; init; } = "";

    /// <summary>False while the process drains: it accepts no more, and its last connections are served to their end.</summary>
    public bool IsOpen { get; init; } = true;

    public TrafficStatus Traffic { get; init; } = new();

    /// <summary>TLS handshakes that failed.</summary>
    public long HandshakesFailed { get; init; }

    public IReadOnlyList<RouteStatus> Routes { get; init; } = [];
}

/// <summary>One route of a listener.</summary>
public sealed record RouteStatus
{
    public required string Name { get; init; }

    /// <summary>What it matches, in words: "example.com /api"; empty = everything.</summary>
    public string Match { get; init; } = "";

    /// <summary>Names of backends, with their weights where there are several.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    public long RequestsTotal { get; init; }

    public double RequestRate { get; init; }

    /// <summary>Answered with 429.</summary>
    public long RateLimited { get; init; }
}
