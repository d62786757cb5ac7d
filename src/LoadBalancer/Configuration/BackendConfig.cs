namespace FromScratch.LoadBalancer.Configuration;

/// <summary>Servers that stand in for each other.</summary>
public sealed record BackendConfig
{
    public required string Name { get; init; }

    public required IReadOnlyList<ServerConfig> Servers { get; init; }

    public BalancePolicy Policy { get; init; } = BalancePolicy.Random;

    /// <summary>What the hashing policies hash.</summary>
    public HashKey Hash { get; init; } = new(HashSource.ClientAddress);

    /// <summary>With <see cref="BalancePolicy.Hash"/>: a server may have this share of the mean load before the next one is taken, percent,
    /// over 100; 0 = no bound.</summary>
    public int HashBalancePercent { get; init; } = 150;

    public HealthCheckConfig? HealthCheck { get; init; }

    public OutlierConfig Outlier { get; init; } = new();

    /// <summary>A server that comes back gets its share in this time, growing; 0 = at once.</summary>
    public int SlowStartMs { get; init; }

    /// <summary>When a smaller share of the servers than this is healthy, health is not looked at; percent, 0 = never.</summary>
    public int PanicPercent { get; init; }

    public RetryConfig Retry { get; init; } = new();

    public StickyConfig? Sticky { get; init; }

    /// <summary>Requests in flight per server, more of them wait; 0 = no bound.</summary>
    public int ServerRequestsMax { get; init; }

    /// <summary>Requests that may wait when every server is at its limit; more get 503 at once.</summary>
    public int QueueMax { get; init; } = 1_000;

    public int QueueTimeoutMs { get; init; } = 5_000;

    /// <summary>Circuit breaker: requests in flight to the whole backend; more get 503 at once; 0 = no bound.</summary>
    public int RequestsMax { get; init; }

    /// <summary>Idle connections kept per server and I/O loop.</summary>
    public int IdleConnectionsMax { get; init; } = 128;

    public int IdleConnectionMs { get; init; } = 30_000;

    public ProxyVersion SendProxy { get; init; }

    /// <summary>Servers are asked over TLS; null = in the clear.</summary>
    public ServerTlsConfig? Tls { get; init; }

    /// <summary>Names are looked up again after this time.</summary>
    public int ResolveMs { get; init; } = 10_000;
}

/// <summary>TLS to the servers of a backend.</summary>
public sealed record ServerTlsConfig
{
    /// <summary>The name that is asked for (SNI) and that the certificate has to hold; null = the server's host.</summary>
    public string? ServerName { get; init; }

    /// <summary>PEM file of the authorities that may have issued the servers' certificates; null = the system's.</summary>
    public string? CaPath { get; init; }

    /// <summary>False: any certificate will do, whatever the authorities; safe against listeners on the way only.</summary>
    public bool Verify { get; init; } = true;
}

/// <summary>One server of a backend.</summary>
public sealed record ServerConfig
{
    /// <summary>Unique in its backend; its host:port where none is given.</summary>
    public required string Name { get; init; }

    /// <summary>A name or an IP address.</summary>
    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>0 to 256; its share of the requests; 0 = only those that stick to it.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Asked only when no other server is usable.</summary>
    public bool Backup { get; init; }

    /// <summary>Of a name with several: the first alone, or a server for each.</summary>
    public AddressUse Addresses { get; init; }
}

/// <summary>Which addresses of a server's name are used.</summary>
public enum AddressUse : byte
{
    /// <summary>One, IPv4 rather than IPv6, as long as the name has it.</summary>
    First,

    /// <summary>Each is a server of its own.</summary>
    All,

    /// <summary>Each IPv4 address is.</summary>
    Ipv4,

    /// <summary>Each IPv6 address is.</summary>
    Ipv6,
}

public enum BalancePolicy : byte
{
    /// <summary>The better of two that are drawn by weight, by requests in flight.</summary>
    Random,

    /// <summary>Smooth weighted round robin.</summary>
    RoundRobin,
    LeastConnections,

    /// <summary>The better of two by latency (an average that rises at once and decays) times requests in flight.</summary>
    PeakEwma,

    /// <summary>Consistent hashing with bounded load.</summary>
    Hash,

    /// <summary>A hash of the client's address, modulo.</summary>
    Source,

    /// <summary>The first that is usable, until it is full.</summary>
    First,
}

/// <param name="Source">What is hashed.</param>
/// <param name="Name">Of the header or cookie; a request without it is spread at random.</param>
public sealed record HashKey(HashSource Source, string? Name = null);

public enum HashSource : byte
{
    ClientAddress,
    Path,
    Header,
    Cookie,
}

public enum ProxyVersion : byte
{
    None,
    V1,
    V2,
}

/// <summary>Sticky sessions by a signed cookie.</summary>
public sealed record StickyConfig
{
    public string Cookie { get; init; } = "fs-server";

    /// <summary>Signs the cookie, so that a client cannot choose its server; at least 16 characters.</summary>
    public required string Secret { get; init; }

    /// <summary>Of the cookie; 0 = until the browser closes.</summary>
    public int MaxAgeSeconds { get; init; }

    public bool Secure { get; init; }
}

/// <summary>Sending a request to another server.</summary>
public sealed record RetryConfig
{
    /// <summary>Besides the first; 0 = never.</summary>
    public int RetriesMax { get; init; } = 2;

    /// <summary>Retries and hedges may be this share of the requests in flight, percent.</summary>
    public int BudgetPercent { get; init; } = 20;

    /// <summary>So many retries at a time are always allowed.</summary>
    public int BudgetMin { get; init; } = 3;

    /// <summary>
    /// A request that may be repeated and has had no response for this time is sent to a second server as well, within the budget; the
    /// response that begins first counts; 0 = never.
    /// </summary>
    public int HedgeAfterMs { get; init; }

    /// <summary>Responses that are not passed on but tried again, where the request is idempotent.</summary>
    public IReadOnlyList<int> Statuses { get; init; } = [];
}
