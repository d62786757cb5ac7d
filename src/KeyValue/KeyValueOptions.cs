namespace FromScratch.KeyValue;

/// <summary>Section KeyValue of the configuration; also redis.conf's names as switches of the host.</summary>
public sealed class KeyValueOptions
{
    public int Port { get; set; } = 6379;

    /// <summary>Addresses to listen on. Empty = loopback only without a password, else all.</summary>
    public IList<string> Bind { get; } = [];

    public string? UnixSocket { get; set; }

    public string UnixSocketMode { get; set; } = "0700";

    /// <summary>Where log and snapshots live.</summary>
    public string Dir { get; set; } = ".";

    /// <summary>False = nothing is written to disk (Redis's `appendonly no`).</summary>
    public bool AppendOnly { get; set; } = true;

    public AppendFsync AppendFsync { get; set; } = AppendFsync.Always;

    public string? RequirePass { get; set; }

    /// <summary>Bytes; 0 = no limit.</summary>
    public long MaxMemoryBytes { get; set; }

    public MaxMemoryPolicy MaxMemoryPolicy { get; set; }

    public int MaxClients { get; set; } = 10_000;

    /// <summary>A client silent for so long is closed; 0 = never.</summary>
    public int TimeoutSeconds { get; set; }

    /// <summary>
    /// I/O loops; 0 = one per processor. One, as in Redis, serves few processors best: execution is serial, and the flusher needs one too.
    /// </summary>
    public int IoThreads { get; set; } = 1;

    /// <summary>A snapshot is taken when the log behind the last one has grown by so much; 0 = never by itself.</summary>
    public long SnapshotLogBytes { get; set; } = 256L << 20;

    public long SlowLogSlowerThanMicroseconds { get; set; } = 10_000;

    public int SlowLogMaxLength { get; set; } = 128;

    /// <summary>ACL lines: `name on >password ~pattern +@read +@write +@admin`.</summary>
    public IList<string> Users { get; } = [];

    /// <summary>-1 = no admin server; 0 = any free port.</summary>
    public int AdminPort { get; set; } = -1;

    public string? TlsCertFile { get; set; }

    public string? TlsKeyFile { get; set; }

    /// <summary>0 = no TLS listener.</summary>
    public int TlsPort { get; set; }

    public bool EnableDebugCommand { get; set; }
}

/// <summary>When a write counts as kept, in redis.conf's words.</summary>
public enum AppendFsync : byte
{
    Always,
    EverySec,
    No,
}

/// <summary>What happens to a write when memory is full, in redis.conf's words.</summary>
public enum MaxMemoryPolicy : byte
{
    NoEviction,
    AllKeysLru,
    AllKeysLfu,
    VolatileTtl,
}
