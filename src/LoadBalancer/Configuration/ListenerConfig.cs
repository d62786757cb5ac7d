using System.Net;

namespace FromScratch.LoadBalancer.Configuration;

/// <summary>One address that clients connect to.</summary>
public sealed record ListenerConfig
{
    public required string Name { get; init; }

    public required ListenerProtocol Protocol { get; init; }

    public required IPEndPoint Address { get; init; }

    /// <summary>Every connection begins with a PROXY header, version 1 or 2; one without it is closed.</summary>
    public bool AcceptProxy { get; init; }

    /// <summary>Of https; chosen by SNI, the first one for names that none has.</summary>
    public IReadOnlyList<CertificateConfig> Certificates { get; init; } = [];

    /// <summary>
    /// Tried in order, the first that matches counts. Of http and https: by request. Of tcp: by the name in SNI (passthrough), or one
    /// route without a match.
    /// </summary>
    public IReadOnlyList<RouteConfig> Routes { get; init; } = [];

    public TimeoutConfig Timeouts { get; init; } = new();

    /// <summary>Believe X-Forwarded-For and the like of clients from these networks (CIDR); of all others they are replaced.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>The Forwarded field of RFC 7239 beside the X-Forwarded ones.</summary>
    public bool SendForwarded { get; init; }

    /// <summary>Pass a traceparent on, or make one where there is none.</summary>
    public bool SendTraceParent { get; init; } = true;

    /// <summary>Tell clients in X-Balancer-Reason why an answer was made here and not by a server.</summary>
    public bool SendReason { get; init; } = true;
}

public enum ListenerProtocol : byte
{
    Tcp,
    Http,
    Https,
}

/// <summary>Two PEM files; read again when they change.</summary>
/// <param name="CertificatePath">The certificate, with its chain behind it.</param>
/// <param name="KeyPath">Its key, unencrypted.</param>
public sealed record CertificateConfig(string CertificatePath, string KeyPath);

/// <summary>How long a peer may take. 0 = without end.</summary>
public sealed record TimeoutConfig
{
    /// <summary>From the first byte of a request (or the connection) to the end of its head: slow clients get 408.</summary>
    public int HeadMs { get; init; } = 10_000;

    /// <summary>Between two pieces of a body, from either side.</summary>
    public int BodyMs { get; init; } = 30_000;

    /// <summary>Between two requests of a connection.</summary>
    public int KeepAliveMs { get; init; } = 60_000;

    /// <summary>Without a byte in either direction on an upgraded or plain TCP connection.</summary>
    public int TunnelMs { get; init; } = 3_600_000;

    /// <summary>From the request's being sent to the head of its response.</summary>
    public int ResponseMs { get; init; } = 60_000;

    /// <summary>To make a connection to a server.</summary>
    public int ConnectMs { get; init; } = 5_000;
}
