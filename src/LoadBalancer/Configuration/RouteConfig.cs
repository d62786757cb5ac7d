namespace FromScratch.LoadBalancer.Configuration;

/// <summary>Which requests, where to, and what is changed on the way.</summary>
public sealed record RouteConfig
{
    public required string Name { get; init; }

    public RouteMatch Match { get; init; } = new();

    /// <summary>At least one; several share the requests by weight (canary, blue and green).</summary>
    public required IReadOnlyList<RouteTarget> Targets { get; init; }

    public RewriteConfig Rewrite { get; init; } = new();

    public RateLimitConfig? RateLimit { get; init; }
}

/// <summary>All that is set must hold; nothing set = every request.</summary>
public sealed record RouteMatch
{
    /// <summary>Names without port, lower case; *.example.com = any name below it.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Begins with /, ends at a segment: /api matches /api and /api/x, not /apis.</summary>
    public string? PathPrefix { get; init; }

    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>A null value = the field is there, whatever it says.</summary>
    public IReadOnlyList<HeaderMatch> Headers { get; init; } = [];
}

public sealed record HeaderMatch(string Name, string? Value);

/// <param name="Backend">By name.</param>
/// <param name="Weight">Its share of the requests; 0 = none.</param>
public sealed record RouteTarget(string Backend, int Weight = 1);

/// <summary>What is changed on the way. Names of fields as they are to be sent.</summary>
public sealed record RewriteConfig
{
    /// <summary>Replaces the route's path prefix; null = the path is sent as it came.</summary>
    public string? PathPrefix { get; init; }

    /// <summary>Replaces Host; null = as it came.</summary>
    public string? Host { get; init; }

    public IReadOnlyList<HeaderChange> Request { get; init; } = [];

    public IReadOnlyList<HeaderChange> Response { get; init; } = [];
}

/// <param name="Name">Of the field.</param>
/// <param name="Value">Replaces every value that there was; null = the field is dropped.</param>
public sealed record HeaderChange(string Name, string? Value);

/// <summary>A token bucket per client address: over it, 429 with Retry-After.</summary>
/// <param name="RequestsPerSecond">Fills the bucket.</param>
/// <param name="Burst">Its size.</param>
/// <param name="PerClient">False = one bucket for the whole route.</param>
public sealed record RateLimitConfig(double RequestsPerSecond, int Burst, bool PerClient = true);
