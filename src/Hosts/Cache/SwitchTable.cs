using System.CommandLine;

namespace FromScratch.Hosts.Cache;

/// <summary>Every switch with its help line; values and flags with the configuration key (of section "Cache") that they set.</summary>
internal sealed class SwitchTable
{
    public readonly Option<int> Verbose = new("-v", "--verbose") { Description = "Log more; -vv also logs requests' errors", Arity = ArgumentArity.Zero };
    public readonly Option<string?> ItemSize = new("-I", "--max-item-size") { Description = "Largest item: bytes, or with k or m behind (1m)" };
    public readonly Option<string?> UdpPort = new("-U", "--udp-port") { Description = "Only 0: UDP is not served" };
    public readonly Option<string?> UnixMask = new("-a", "--unix-mask") { Description = "Permission bits of the unix socket, octal (0700)" };
    public readonly Option<string?> PrefixDelimiter = new("-D", "--prefix-delimiter") { Description = "Separates a key's prefix in 'stats detail', and switches it on (:)" };
    public readonly Option<string[]> Listen = new("-l", "--listen") { Description = "Addresses to listen on, with or without a port, comma separated (127.0.0.1)" };
    public readonly Option<string[]> Extended = new("-o", "--extended") { Description = "memcached's extended options, comma separated" };
    public readonly Option<bool> Daemon = new("-d", "--daemon") { Description = "Run in the background" };
    public readonly Option<string?> User = new("-u", "--user") { Description = "Become this user once the sockets are open (only as root)" };
    public readonly Option<string?> PidFile = new("-P", "--pidfile") { Description = "Write the process id there" };
    public readonly Option<bool> CheckConfig = new("--check-config") { Description = "Print the effective configuration and exit" };

    public readonly (Option<string?> Option, string Key)[] Values =
    [
        (Text("TCP port; 0 picks a free one (11211)", "-p", "--port"), "Port"),
        (Text("Listen on this unix socket instead of TCP", "-s", "--unix-socket"), "UnixSocket"),
        (Text("Memory for items in MiB (64)", "-m", "--memory-limit"), "MemoryMiB"),
        (Text("Most simultaneous connections (1024)", "-c", "--conn-limit"), "ConnectionsMax"),
        (Text("I/O threads (one per processor)", "-t", "--threads"), "Threads"),
        (Text("Requests per connection before another gets its turn (20)", "-R", "--max-reqs-per-event"), "RequestsPerWakeMax"),
        (Text("Length of the accept queue (1024)", "-b", "--listen-backlog"), "Backlog"),
        (Text("Protocol of the connections: auto, ascii or binary (auto)", "-B", "--protocol"), "Protocol"),
        (Text("File of user:password lines that text clients must present", "-Y", "--auth-file"), "PasswordFile"),
        (Text("Keep the items in this file over a planned restart", "-e", "--memory-file"), "MemoryFile"),
        (Text("What leaves first when memory is full: lru, s3fifo, lfu or fifo (lru)", "--eviction"), "Eviction"),
        (Text("Port of /livez /readyz /metrics /status on loopback; 0 picks one, -1 none (-1)", "--admin-port"), "AdminPort"),
    ];

    public readonly (Option<bool> Option, string Key)[] Flags =
    [
        (Flag("Refuse new items when memory is full, instead of evicting", "-M", "--disable-evictions"), "EvictionDisabled"),
        (Flag("Refuse flush_all", "-F", "--disable-flush-all"), "FlushDisabled"),
        (Flag("Refuse watch", "-W", "--disable-watch"), "WatchDisabled"),
        (Flag("Refuse metadump and cachedump", "-X", "--disable-dumping"), "DumpDisabled"),
        (Flag("Allow the shutdown command", "-A", "--enable-shutdown"), "ShutdownEnabled"),
        (Flag("Switch CAS ids off", "-C", "--disable-cas"), "CasDisabled"),
        (Flag("Serve TLS; needs -o ssl_chain_cert and -o ssl_key", "-Z", "--enable-ssl"), "TlsEnabled"),
    ];

    /// <summary>Accepted and without meaning here: there are no slabs to tune and no pages to lock.</summary>
    public readonly Option<string?>[] IgnoredValues =
    [
        Text("Accepted, no meaning here (slab growth)", "-f", "--slab-growth-factor"),
        Text("Accepted, no meaning here (slab minimum)", "-n", "--slab-min-size"),
    ];

    public readonly Option<bool>[] IgnoredFlags =
    [
        Flag("Accepted, no meaning here (locked memory)", "-k", "--lock-memory"),
        Flag("Accepted, no meaning here (large pages)", "-L", "--enable-largepages"),
        Flag("Accepted, no meaning here (core files)", "-r", "--enable-coredumps"),
    ];

    public SwitchTable()
    {
        Root = new RootCommand("A memcached-compatible cache server.");
        foreach (var option in (Option[])[Verbose, ItemSize, UdpPort, UnixMask, PrefixDelimiter, Listen, Extended, Daemon, User, PidFile, CheckConfig])
            Root.Options.Add(option);
        foreach (var option in Values.Select(v => v.Option).Concat(IgnoredValues))
            Root.Options.Add(option);
        foreach (var option in Flags.Select(f => f.Option).Concat(IgnoredFlags))
            Root.Options.Add(option);
        foreach (var version in Root.Options.OfType<VersionOption>())
            version.Aliases.Add("-V");
    }

    public RootCommand Root { get; }

    private static Option<string?> Text(string description, string name, params string[] aliases) => new(name, aliases) { Description = description };

    private static Option<bool> Flag(string description, string name, params string[] aliases) =>
        new(name, aliases) { Description = description, Arity = ArgumentArity.Zero };
}
