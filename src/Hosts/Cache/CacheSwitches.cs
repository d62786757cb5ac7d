using System.Globalization;
using FromScratch.Hosting.CommandLine;

namespace FromScratch.Hosts.Cache;

/// <summary>
/// memcached's command-line switches, so that a service file keeps working after the binary is swapped. What
/// only tunes memcached's internals is accepted with one warning.
/// </summary>
internal static class CacheSwitches
{
    private const string Section = "Cache:";

    public static IEnumerable<Switch> All =>
    [
        Value('p', "port", "PORT", "Port", "TCP port; 0 picks a free one (11211)"),
        new('l', "listen", "ADDR", "Addresses to listen on, with or without :port, comma separated (127.0.0.1)", Listen),
        Value('s', "unix-socket", "PATH", "UnixSocket", "Listen on this unix socket instead of TCP"),
        new('a', "unix-mask", "OCTAL", "Permission bits of the unix socket (0700)", UnixMask),
        new('U', "udp-port", "0", "Only 0: UDP is not served", (_, value) => value == "0" ? null : "0: UDP is not served"),
        Value('m', "memory-limit", "MIB", "MemoryMiB", "Memory for items in MiB (64)"),
        new('I', "max-item-size", "SIZE", "Largest item: bytes, or with k or m behind (1m)", ItemSize),
        Flag('M', "disable-evictions", "EvictionDisabled", "Refuse new items when memory is full, instead of evicting"),
        Value('\0', "eviction", "POLICY", "Eviction", "What leaves first when memory is full: lru, s3fifo, lfu or fifo (lru)"),
        Value('c', "conn-limit", "N", "ConnectionsMax", "Most simultaneous connections (1024)"),
        Value('t', "threads", "N", "Threads", "I/O threads; 0 = one per processor (0)"),
        Value('R', "max-reqs-per-event", "N", "RequestsPerWakeMax", "Requests of one connection before another gets its turn (20)"),
        Value('b', "listen-backlog", "N", "Backlog", "Length of the accept queue (1024)"),
        Value('B', "protocol", "NAME", "Protocol", "auto, ascii or binary (auto)"),
        Flag('C', "disable-cas", "CasDisabled", "Switch CAS ids off"),
        Flag('F', "disable-flush-all", "FlushDisabled", "Refuse flush_all"),
        Flag('W', "disable-watch", "WatchDisabled", "Refuse watch"),
        Flag('X', "disable-dumping", "DumpDisabled", "Refuse metadump and cachedump"),
        Flag('A', "enable-shutdown", "ShutdownEnabled", "Allow the shutdown command"),
        new('D', "prefix-delimiter", "CHAR", "Separates a key's prefix in 'stats detail', and switches it on (:)", Delimiter),
        Value('Y', "auth-file", "FILE", "PasswordFile", "user:password lines that text clients must present"),
        Value('e', "memory-file", "FILE", "MemoryFile", "Keep the items in this file over a planned restart"),
        Flag('Z', "enable-ssl", "TlsEnabled", "Serve TLS; needs -o ssl_chain_cert=FILE,ssl_key=FILE"),
        new('o', "extended", "OPTIONS", "memcached's extended options, comma separated", Extended),
        Value('\0', "admin-port", "PORT", "AdminPort", "/livez /readyz /metrics /status on loopback; 0 picks a port, -1 none (-1)"),
        new('d', "daemon", null, "Run in the background", (line, _) => Do(() => line.DaemonAsked = true)),
        new('u', "user", "NAME", "Become this user once the sockets are open (only as root)", (line, value) => Do(() => line.User = value)),
        new('P', "pidfile", "FILE", "Write the process id there", (line, value) => Do(() => line.PidFile = value)),
        new('v', "verbose", null, "Log more; -vv and -vvv still more", Verbose),
        new('V', "version", null, "Print the version", (line, _) => Do(() => line.VersionAsked = true)),
        new('S', "enable-sasl", null, "Refused: SASL is not served", (_, _) => "nothing: SASL is not served, use -Y FILE"),
        Ignored('f', "slab-growth-factor", "N"),
        Ignored('n', "slab-min-size", "N"),
        Ignored('k', "lock-memory", null),
        Ignored('L', "enable-largepages", null),
        Ignored('r', "enable-coredumps", null),
        Ignored('N', "napi_ids", "N"),
    ];

    private static Switch Value(char letter, string name, string value, string key, string help) =>
        Switch.ForKey(letter, name, value, Section + key, help);

    private static Switch Flag(char letter, string name, string key, string help) => Switch.Flag(letter, name, Section + key, "true", help);

    private static Switch Ignored(char letter, string name, string? value) =>
        new(letter, name, value, "Accepted, without meaning here", (line, _) => Ignore(line, "-" + letter));

    private static string? Ignore(ParsedCommandLine line, string name) =>
        Do(() => line.Warnings.Add($"{name} has no meaning here and is ignored"));

    private static string? Listen(ParsedCommandLine line, string value) => Do(() =>
    {
        var count = line.Settings.Count(setting => setting.Key.StartsWith(Section + "Listen:", StringComparison.Ordinal));
        foreach (var address in value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            line.Set($"{Section}Listen:{count++}", address);
    });

    private static string? UnixMask(ParsedCommandLine line, string octal) =>
        octal.Length is > 0 and <= 4 && octal.All(c => c is >= '0' and <= '7')
            ? Set(line, "UnixSocketMode", Convert.ToInt32(octal, 8).ToString(CultureInfo.InvariantCulture))
            : "permission bits in octal, 0 to 0777";

    private static string? ItemSize(ParsedCommandLine line, string text)
    {
        var shift = text.Length == 0 ? 0 : char.ToUpperInvariant(text[^1]) switch { 'K' => 10, 'M' => 20, 'G' => 30, _ => 0 };
        var digits = shift == 0 ? text : text[..^1];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= int.MaxValue >> shift
            ? Set(line, "ItemBytesMax", (number << shift).ToString(CultureInfo.InvariantCulture))
            : "1k to 1g";
    }

    private static string? Delimiter(ParsedCommandLine line, string value)
    {
        line.Set(Section + "PrefixDelimiter", value);
        return Set(line, "DetailStats", "true");
    }

    private static string? Verbose(ParsedCommandLine line, string _)
    {
        var before = line.Settings.TryGetValue(Section + "Verbosity", out var given) ? int.Parse(given!, CultureInfo.InvariantCulture) : 0;
        return Set(line, "Verbosity", Math.Min(before + 1, 3).ToString(CultureInfo.InvariantCulture));
    }

    private static string? Extended(ParsedCommandLine line, string options)
    {
        string? error = null;
        foreach (var option in options.Split(',', StringSplitOptions.RemoveEmptyEntries))
            error ??= ExtendedOptions.Read(option, (key, value) => line.Set(Section + key, value), name => Ignore(line, name));
        return error;
    }

    private static string? Set(ParsedCommandLine line, string key, string value) => Do(() => line.Set(Section + key, value));

    /// <summary>Carries out what cannot fail.</summary>
    private static string? Do(Action action)
    {
        action();
        return null;
    }
}
