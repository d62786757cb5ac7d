using System.Globalization;
using FromScratch.Hosting.CommandLine;

namespace FromScratch.Hosts.LoadBalancer;

/// <summary>The short form of the configuration, and where the long one is.</summary>
internal static class BalancerSwitches
{
    private const string Section = "LoadBalancer:";

    public static IEnumerable<Switch> All =>
    [
        Key('f', "config", "FILE", "Config", "Read listeners, routes and backends from this JSON file"),
        Many("listen", "URL", "Listen", "Listen here: http://127.0.0.1:8080, https:// or tcp:// likewise; may be repeated"),
        Many("backend", "URL", "Backend", "A server to ask: http://127.0.0.1:9001, https:// or HOST:PORT; with commas, or repeated"),
        Key('\0', "policy", "NAME", "Policy", "random, roundRobin, leastConnections, peakEwma, hash, source or first (random)"),
        Key('\0', "check", "PATH", "Check", "Check servers by an HTTP request for this path (by connecting)"),
        Key('\0', "sticky", "COOKIE", "Sticky", "Clients stay with their server, by a cookie of this name"),
        Key('\0', "sticky-secret", "TEXT", "StickySecret", "Signs the cookie; the same for all balancers of a site (random)"),
        Key('\0', "certificate", "FILE", "Certificate", "Of https listeners: PEM, with its chain"),
        Key('\0', "key", "FILE", "CertificateKey", "Its private key, PEM"),
        Key('\0', "backend-ca", "FILE", "BackendCa", "Authorities of https backends, PEM (the system's)"),
        Switch.Flag('\0', "backend-insecure", Section + "BackendInsecure", "true", "Ask https backends whatever their certificates say"),
        Key('\0', "access-log", "json|combined", "AccessLog", "Write a line per request to standard output"),
        Key('\0', "threads", "N", "Threads", "I/O threads; 0 = one per processor (0)"),
        Key('\0', "admin-port", "PORT", "AdminPort", "Port of stats, API and metrics on loopback; -1 = none, 0 = any (8404)"),
    ];

    private static Switch Key(char letter, string name, string value, string key, string help) =>
        Switch.ForKey(letter, name, value, Section + key, help);

    private static Switch Many(string name, string value, string key, string help) => new('\0', name, value, help, (line, given) =>
    {
        var prefix = $"{Section}{key}:";
        var count = line.Settings.Keys.Count(known => known.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
        foreach (var one in given.Split(','))
            line.Set(prefix + (count++).ToString(CultureInfo.InvariantCulture), one);
        return null;
    });
}
