namespace FromScratch.KeyValue;

/// <summary>Section KeyValue of the configuration; also redis.conf's names as switches of the host.</summary>
public sealed class KeyValueOptions
{
    /// <summary>0 = any free port; beside a given <see cref="TlsPort"/> none, as in Redis.</summary>
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

    /// <summary>A client silent for so long is closed, unless it listens to channels, commands or a stream; 0 = never.</summary>
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

    /// <summary>PEM file of authorities: of clients' certificates and of the group's.</summary>
    public string? TlsCaCertFile { get; set; }

    /// <summary>Whether clients show a certificate; null = they must where there are authorities.</summary>
    public TlsAuthClients? TlsAuthClients { get; set; }

    /// <summary>
    /// The nodes of a group speak TLS to each other, and a copy to the group that it follows. Both sides show certificates.
    /// </summary>
    public bool TlsReplication { get; set; }

    /// <summary>0 = no TLS listener, -1 = any free port.</summary>
    public int TlsPort { get; set; }

    public bool EnableDebugCommand { get; set; }

    /// <summary>Keeps the keys in order too, for KEYRANGE; about 12 bytes per key.</summary>
    public bool OrderedKeys { get; set; }

    /// <summary>This node's name in its group.</summary>
    public string NodeId { get; set; } = "alone";

    /// <summary>As what it joins when its directory is new.</summary>
    public NodeRole NodeRole { get; set; } = NodeRole.Voter;

    /// <summary>Where it listens for the other members; 0 = nowhere: a group of one.</summary>
    public int ReplicationPort { get; set; }

    /// <summary>The address for <see cref="ReplicationPort"/>; empty = loopback.</summary>
    public string ReplicationBind { get; set; } = "";

    /// <summary>Every voter by its replication address: `a=10.0.0.1:7001,b=10.0.0.2:7001,c=10.0.0.3:7001`.</summary>
    public string Peers { get; set; } = "";

    /// <summary>host:port where clients of this node connect, as the others are to tell theirs; empty = as it listens.</summary>
    public string AnnounceAddress { get; set; } = "";

    /// <summary>host:port where the other members find this node when the list of peers does not say; empty = as it listens.</summary>
    public string AnnounceReplicationAddress { get; set; } = "";

    /// <summary>Shared by all members.</summary>
    public string? GroupSecret { get; set; }

    /// <summary>As whom a copy logs in at the group that it follows; empty = the default user.</summary>
    public string MasterUser { get; set; } = "";

    /// <summary>The password for it; null = none is needed.</summary>
    public string? MasterAuth { get; set; }

    /// <summary>When a write of a group is answered.</summary>
    public GroupDurability GroupDurability { get; set; } = GroupDurability.Majority;

    /// <summary>The shortest time after which a silent leader is replaced.</summary>
    public int ElectionTimeoutMs { get; set; } = 300;

    public int HeartbeatMs { get; set; } = 50;

    /// <summary>READONLY connections are shown nothing older.</summary>
    public int StaleReadMs { get; set; } = 2000;

    /// <summary>TCP port that speaks Sentinel's protocol; 0 = none, -1 = any free one.</summary>
    public int SentinelPort { get; set; }

    /// <summary>The same for TLS, with the certificate of <see cref="TlsPort"/>.</summary>
    public int SentinelTlsPort { get; set; }

    /// <summary>The group's name for Sentinel's clients.</summary>
    public string GroupName { get; set; } = "mymaster";
}

/// <summary>What a node is to its group.</summary>
public enum NodeRole : byte
{
    /// <summary>Votes, keeps everything, may lead.</summary>
    Voter,

    /// <summary>Keeps everything, never votes.</summary>
    Learner,

    /// <summary>Votes, keeps nothing.</summary>
    Witness,
}

/// <summary>Whether clients on the TLS port show a certificate of the authorities'.</summary>
public enum TlsAuthClients : byte
{
    No,
    Optional,
    Yes,
}

/// <summary>When a write of a group is answered.</summary>
public enum GroupDurability : byte
{
    /// <summary>When a majority of the voters has it, each as appendfsync says.</summary>
    Majority,

    /// <summary>When the leader has it: a failover may lose it.</summary>
    Leader,
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
