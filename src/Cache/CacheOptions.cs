using FromScratch.Cache.Engine;

namespace FromScratch.Cache;

/// <summary>
/// The configuration of one cache server: section "Cache" of the standard .NET configuration; each option's
/// memcached switch stands beside it.
/// </summary>
public sealed class CacheOptions
{
    /// <summary>TCP port (-p); 0 picks a free one.</summary>
    public int Port { get; set; } = 11211;

    /// <summary>Addresses to listen on (-l), each with an optional port and prefix (notls:); loopback unless told otherwise.</summary>
    public IList<string> Listen { get; } = [];

    /// <summary>Path of a unix socket to listen on instead of TCP (-s).</summary>
    public string? UnixSocket { get; set; }

    /// <summary>Permission bits of the unix socket, octal (-a).</summary>
    public int UnixSocketMode { get; set; } = 0x1C0; // 0700

    /// <summary>Memory for items in MiB (-m).</summary>
    public long MemoryMiB { get; set; } = 64;

    /// <summary>Largest item in bytes (-I).</summary>
    public int ItemBytesMax { get; set; } = 1 << 20;

    /// <summary>Most simultaneous connections (-c).</summary>
    public int ConnectionsMax { get; set; } = 1024;

    /// <summary>I/O threads (-t); 0 = one per processor.</summary>
    public int Threads { get; set; }

    /// <summary>Requests of one connection executed before another gets its turn (-R).</summary>
    public int RequestsPerWakeMax { get; set; } = 20;

    /// <summary>Length of the accept queue (-b).</summary>
    public int Backlog { get; set; } = 1024;

    /// <summary>Refuse new items instead of evicting (-M).</summary>
    public bool EvictionDisabled { get; set; }

    /// <summary>Refuse flush_all (-F).</summary>
    public bool FlushDisabled { get; set; }

    /// <summary>Refuse watch (-W).</summary>
    public bool WatchDisabled { get; set; }

    /// <summary>Refuse lru_crawler metadump and cachedump (-X).</summary>
    public bool DumpDisabled { get; set; }

    /// <summary>Allow the shutdown command (-A).</summary>
    public bool ShutdownEnabled { get; set; }

    /// <summary>Leave CAS ids out of items' promises (-C): gets and cas see 0.</summary>
    public bool CasDisabled { get; set; }

    /// <summary>Which protocol a connection may speak (-B).</summary>
    public ProtocolChoice Protocol { get; set; }

    /// <summary>user:password lines that ASCII clients must present (-Y).</summary>
    public string? PasswordFile { get; set; }

    /// <summary>0 to 3 (-v, -vv, -vvv): as configured, information, debug, trace. Changed by `verbosity`.</summary>
    public int Verbosity { get; set; }

    /// <summary>Close a connection that has been silent for so long; 0 = never (-o idle_timeout).</summary>
    public int IdleTimeoutSeconds { get; set; }

    /// <summary>Keep per-prefix counters from the start (-D).</summary>
    public bool DetailStats { get; set; }

    /// <summary>What separates a key's prefix from the rest (-D), one character.</summary>
    public string PrefixDelimiter { get; set; } = ":";

    public EvictionPolicyKind Eviction { get; set; }

    /// <summary>Admin HTTP port; 0 picks a free one, -1 switches it off.</summary>
    public int AdminPort { get; set; } = -1;

    /// <summary>Where items are kept over a planned restart (-e); empty = nowhere.</summary>
    public string? MemoryFile { get; set; }

    /// <summary>Serve TLS (-Z).</summary>
    public bool TlsEnabled { get; set; }

    /// <summary>PEM certificate chain (-o ssl_chain_cert).</summary>
    public string? TlsChainCertificate { get; set; }

    /// <summary>PEM key (-o ssl_key).</summary>
    public string? TlsKey { get; set; }

    /// <summary>PEM authorities of client certificates (-o ssl_ca_cert); used when <see cref="TlsVerifyMode"/> asks for one.</summary>
    public string? TlsCaCertificate { get; set; }

    /// <summary>0 asks for no client certificate, 1 asks and checks one that is sent, 2 and 3 demand one (-o ssl_verify_mode).</summary>
    public int TlsVerifyMode { get; set; }

    /// <summary>Lowest TLS version: 2 = 1.2, 3 = 1.3 (-o ssl_min_version).</summary>
    public int TlsMinVersion { get; set; } = 2;

    /// <summary>Let `stats sizes` answer (-o track_sizes).</summary>
    public bool TrackSizes { get; set; }

    /// <summary>Unsent replies a connection may have before it is closed.</summary>
    public int OutputBytesMax { get; set; } = 8 << 20;
}

public enum ProtocolChoice : byte
{
    Auto,
    Ascii,
    Binary,
}
