using System.Globalization;
using FromScratch.Hosting.CommandLine;

namespace FromScratch.Hosts.KeyValue;

/// <summary>
/// redis.conf's names as switches, so that a service file or a configuration file keeps working after the binary is swapped. Each value
/// is one text, its words separated by spaces (<see cref="RedisArguments"/>).
/// </summary>
internal static class KeyValueSwitches
{
    /// <summary>Carries the names that <see cref="IgnoredNames"/> knows.</summary>
    public const string Ignored = "ignored";

    private const string Section = "KeyValue:";

    public static IEnumerable<Switch> All =>
    [
        Key("port", "PORT", "Port", "TCP port; 0 picks a free one, beside a tls-port none (6379)"),
        new('\0', "bind", "ADDRESSES", "Addresses to listen on (loopback without a password, else all)", Bind),
        Key("unixsocket", "PATH", "UnixSocket", "Listen on this unix socket too"),
        Key("unixsocketperm", "OCTAL", "UnixSocketMode", "Its permission bits (0700)"),
        Key("dir", "PATH", "Dir", "Where log and snapshots live (.)"),
        YesNo("appendonly", "AppendOnly", "Whether writes are kept on disk (yes)"),
        Choice(
            "appendfsync", "AppendFsync", ["always", "everysec", "no"],
            "When a write counts as kept: before its answer, within a second, or when the system likes (always)"),
        Key("requirepass", "PASSWORD", "RequirePass", "Password of the default user"),
        new('\0', "user", "LINE", "ACL line: name on >password ~pattern +@read; may be repeated", User),
        Bytes("maxmemory", "MaxMemoryBytes", "Memory for keys and values: bytes, or with kb, mb, gb behind; 0 = no limit (0)"),
        Choice(
            "maxmemory-policy", "MaxMemoryPolicy", ["noeviction", "allkeys-lru", "allkeys-lfu", "volatile-ttl"],
            "What happens to writes when it is full (noeviction)"),
        Key("maxclients", "N", "MaxClients", "Most simultaneous connections (10000)"),
        Key("timeout", "SECONDS", "TimeoutSeconds", "A client silent for so long is closed, subscribers not; 0 = never (0)"),
        Key("io-threads", "N", "IoThreads", "I/O threads; 0 = one per processor (1)"),
        Key("tls-port", "PORT", "TlsPort", "TCP port that speaks TLS; 0 = none, -1 = any (0)"),
        Key("tls-cert-file", "FILE", "TlsCertFile", "Certificate chain, PEM"),
        Key("tls-key-file", "FILE", "TlsKeyFile", "Its private key, PEM"),
        Key("tls-ca-cert-file", "FILE", "TlsCaCertFile", "Authorities of clients' certificates and of the group's, PEM"),
        Choice(
            "tls-auth-clients", "TlsAuthClients", ["yes", "no", "optional"],
            "Whether clients show a certificate (yes with tls-ca-cert-file, else no)"),
        YesNo("tls-replication", "TlsReplication", "The nodes of a group, and a copy and its group, speak TLS to each other (no)"),
        Key("slowlog-log-slower-than", "MICROS", "SlowLogSlowerThanMicroseconds", "What SLOWLOG notes; -1 = nothing (10000)"),
        Key("slowlog-max-len", "N", "SlowLogMaxLength", "How much of it is kept (128)"),
        Bytes("snapshot-log-bytes", "SnapshotLogBytes", "A snapshot is taken when the log has grown by so much; 0 = never (256mb)"),
        YesNo("ordered-keys", "OrderedKeys", "Keep the keys in order too, for KEYRANGE (no)"),
        YesNo("enable-debug-command", "EnableDebugCommand", "Allow DEBUG (no)"),
        new('\0', "loglevel", "NAME", "debug, verbose, notice or warning (notice)", LogLevel),
        new('\0', "save", "RULES", "Accepted: snapshots follow the log's growth, not the clock", Save),
        new('\0', "daemonize", "yes|no", "Run in the background (no)", Daemonize),
        new('\0', "pidfile", "FILE", "Write the process id there", (line, value) => Do(() => line.PidFile = value)),
        Key("node-id", "NAME", "NodeId", "This node's name in its group (alone)"),
        Key("replication-port", "PORT", "ReplicationPort", "TCP port for the other nodes of the group; 0 = a group of one (0)"),
        Key("replication-bind", "ADDRESS", "ReplicationBind", "Address for it (127.0.0.1)"),
        Key("peers", "LIST", "Peers", "Every voter of the group: a=HOST:PORT,b=HOST:PORT,... by replication address"),
        Choice("node-role", "NodeRole", ["voter", "learner", "witness"], "As what a new node joins (voter)"),
        Choice("group-durability", "GroupDurability", ["majority", "leader"], "Whose disks have a write when it is answered (majority)"),
        Key("group-secret", "TEXT", "GroupSecret", "Shared by all nodes of the group"),
        Key("masterauth", "PASSWORD", "MasterAuth", "The password at the group that this one is a copy of (GROUP MIRROR)"),
        Key("masteruser", "NAME", "MasterUser", "The user there (default)"),
        Key("group-name", "NAME", "GroupName", "The group's name for Sentinel clients (mymaster)"),
        Key("sentinel-port", "PORT", "SentinelPort", "TCP port that speaks Sentinel's protocol; 0 = none, -1 = any (0)"),
        Key("sentinel-tls-port", "PORT", "SentinelTlsPort", "The same in TLS, with the certificate of tls-port (0)"),
        Key("announce-address", "HOST:PORT", "AnnounceAddress", "Where clients reach this node, if not as it listens"),
        Key(
            "announce-replication-address", "HOST:PORT", "AnnounceReplicationAddress",
            "Where the other nodes reach it, if not as it listens"),
        Key("election-timeout-ms", "MS", "ElectionTimeoutMs", "A leader silent for so long, at least, is replaced (300)"),
        Key("heartbeat-ms", "MS", "HeartbeatMs", "A leader tells so often that it is there (50)"),
        Key("stale-read-ms", "MS", "StaleReadMs", "What READONLY connections are shown is at most so old (2000)"),
        Key("admin-port", "PORT", "AdminPort", "/livez /readyz /metrics /status on loopback; 0 picks a port, -1 none (-1)"),
        Only("cluster-enabled", ["no"], "Only no: there are no slots here"),
        Only("notify-keyspace-events", [""], "Only \"\": keyspace events are not published"),
        new('v', "version", null, "Print the version", (line, _) => Do(() => line.VersionAsked = true)),
        new('\0', Ignored, "NAMES", "Settings of Redis without meaning here; its own names are understood too", Ignore),
    ];

    private static Switch Key(string name, string value, string key, string help) =>
        Switch.ForKey('\0', name, value, Section + key, help);

    private static Switch YesNo(string name, string key, string help) => new('\0', name, "yes|no", help, (line, value) =>
        IsYes(value) is { } yes ? Set(line, key, yes ? "true" : "false") : "yes or no");

    /// <summary>A value of an enum whose names are written with dashes here.</summary>
    private static Switch Choice(string name, string key, string[] names, string help) =>
        new('\0', name, string.Join('|', names), help, (line, value) => names.Contains(value, StringComparer.OrdinalIgnoreCase)
            ? Set(line, key, value.Replace("-", "", StringComparison.Ordinal))
            : string.Join(", ", names));

    private static Switch Bytes(string name, string key, string help) => new('\0', name, "BYTES", help, (line, value) =>
        MemorySize.TryParse(value, out var bytes)
            ? Set(line, key, bytes.ToString(CultureInfo.InvariantCulture))
            : "bytes, or a number with b, k, kb, m, mb, g or gb behind");

    /// <summary>What must be said no to, rather than ignored.</summary>
    private static Switch Only(string name, string[] allowed, string help) => new('\0', name, "VALUE", help, (_, value) =>
        allowed.Contains(value, StringComparer.OrdinalIgnoreCase) ? null : help["Only ".Length..]);

    /// <summary>The last of several wins, as in redis.conf; a dash in front means that the address may be missing.</summary>
    private static string? Bind(ParsedCommandLine line, string value) => Do(() =>
    {
        var key = Section + "Bind:";
        foreach (var earlier in line.Settings.Keys.Where(k => k.StartsWith(key, StringComparison.Ordinal)).ToList())
            line.Settings.Remove(earlier);
        var count = 0;
        foreach (var address in value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            line.Set(key + (count++).ToString(CultureInfo.InvariantCulture), address);
    });

    private static string? User(ParsedCommandLine line, string value) => Do(() =>
    {
        var key = Section + "Users:";
        var count = line.Settings.Keys.Count(k => k.StartsWith(key, StringComparison.Ordinal));
        line.Set(key + count.ToString(CultureInfo.InvariantCulture), value);
    });

    private static string? LogLevel(ParsedCommandLine line, string value)
    {
        string? level = value.ToUpperInvariant() switch
        {
            "DEBUG" => "Trace",
            "VERBOSE" => "Debug",
            "NOTICE" => "Information",
            "WARNING" => "Warning",
            _ => null,
        };
        if (level is null)
            return "debug, verbose, notice, warning";
        line.Set("Logging:LogLevel:Default", level);
        return null;
    }

    private static string? Save(ParsedCommandLine line, string value) => value.Length == 0
        ? null
        : Do(() => line.Warnings.Add("save has no meaning here and is ignored: every write is in the log, see --appendfsync"));

    private static string? Daemonize(ParsedCommandLine line, string value)
    {
        if (IsYes(value) is not { } yes)
            return "yes or no";
        line.DaemonAsked = yes;
        return null;
    }

    private static string? Ignore(ParsedCommandLine line, string names) =>
        Do(() => line.Warnings.Add($"without meaning here and ignored: {names}"));

    private static bool? IsYes(string value) => value.ToUpperInvariant() switch
    {
        "YES" => true,
        "NO" => false,
        _ => null,
    };

    private static string? Set(ParsedCommandLine line, string key, string value) => Do(() => line.Set(Section + key, value));

    /// <summary>Carries out what cannot fail.</summary>
    private static string? Do(Action action)
    {
        action();
        return null;
    }
}
