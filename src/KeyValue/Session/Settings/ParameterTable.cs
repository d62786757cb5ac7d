using System.Globalization;
using FromScratch.Protocols.Resp;
using static FromScratch.KeyValue.Session.Settings.OptionWords;

namespace FromScratch.KeyValue.Session.Settings;

/// <summary>What CONFIG shows: this server's parameters, and those of Redis's that tools ask for, with the value that holds here.</summary>
internal static class ParameterTable
{
    public static IReadOnlyList<Parameter> All { get; } =
    [
        new("appendfsync", static c => Of(c.Options.AppendFsync)),
        new("appendonly", static c => Of(c.Options.AppendOnly)),
        new("bind", static c => string.Join(' ', c.Options.Bind)),
        new("client-output-buffer-limit", static _ => "normal 0 0 0 slave 0 0 0 pubsub 33554432 0 0"),
        new("cluster-enabled", static _ => "no"),
        new("databases", static _ => "1"),
        new("dir", static c => Path.GetFullPath(c.Options.Dir)),
        new("enable-debug-command", static c => c.Options.EnableDebugCommand ? "yes" : "local"),
        new("io-threads", static c => Of(c.Options.IoThreads)),
        new("latency-monitor-threshold", static _ => "0"),
        new("maxclients", static c => Of(c.Options.MaxClients)),
        new("maxmemory", static c => Of(c.Settings.MaxMemoryBytes), SetMaxMemory),
        new("maxmemory-policy", static c => Of(c.Settings.MaxMemoryPolicy), SetPolicy),
        new("port", static c => Of(c.TcpPort)),
        new("proto-max-bulk-len", static c => Of(c.Settings.BulkBytesMax), SetBulkBytes),
        new("replica-read-only", static _ => "yes"),
        new("requirepass", static c => c.Settings.RequirePass, SetRequirePass),
        new("save", static _ => ""),
        new("slave-read-only", static _ => "yes"),
        new("slowlog-log-slower-than", static c => Of(c.Settings.SlowLogSlowerThanMicroseconds), SetSlowLogLimit),
        new("slowlog-max-len", static c => Of(c.Settings.SlowLogMaxLength), SetSlowLogLength),
        new("timeout", static c => Of(c.Options.TimeoutSeconds)),
        new("tls-auth-clients", static c => Of(KeyValueTls.Asks(c.Options))),
        new("tls-ca-cert-file", static c => c.Options.TlsCaCertFile ?? ""),
        new("tls-cert-file", static c => c.Options.TlsCertFile ?? ""),
        new("tls-key-file", static c => c.Options.TlsKeyFile ?? ""),
        new("tls-port", static c => Of(c.Options.TlsPort)),
        new("tls-replication", static c => Of(c.Options.TlsReplication)),
        new("unixsocket", static c => c.Options.UnixSocket ?? ""),
    ];

    public static Parameter? Find(string name) =>
        All.FirstOrDefault(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static string? SetMaxMemory(KeyValueContext context, string value)
    {
        if (!TryParseBytes(value, out var bytes))
            return "argument must be a memory value";
        context.Settings.MaxMemoryBytes = bytes;
        context.ApplyMemoryLimit();
        return null;
    }

    private static string? SetPolicy(KeyValueContext context, string value)
    {
        if (!TryParse(value, out var policy))
            return "argument(s) must be one of the following: " + AllPolicies;
        context.Settings.MaxMemoryPolicy = policy;
        context.ApplyMemoryLimit();
        return null;
    }

    private static string? SetBulkBytes(KeyValueContext context, string value)
    {
        const long Min = 1024 * 1024;
        if (!TryParseBytes(value, out var bytes))
            return "argument must be a memory value";
        if (bytes is < Min or > RequestLimits.BulkBytesMaxDefault)
            return string.Create(
                CultureInfo.InvariantCulture, $"argument must be between {Min} and {RequestLimits.BulkBytesMaxDefault} inclusive");
        context.Settings.BulkBytesMax = (int)bytes;
        return null;
    }

    private static string? SetRequirePass(KeyValueContext context, string value)
    {
        context.Settings.RequirePass = value;
        context.Users.SetDefaultPassword(value);
        return null;
    }

    private static string? SetSlowLogLimit(KeyValueContext context, string value)
    {
        if (TryParseInteger(value, -1, long.MaxValue / 1000, out var micros) is { } why)
            return why;
        context.Settings.SlowLogSlowerThanMicroseconds = micros;
        return null;
    }

    private static string? SetSlowLogLength(KeyValueContext context, string value)
    {
        if (TryParseInteger(value, 0, 1 << 20, out var length) is { } why)
            return why;
        context.Settings.SlowLogMaxLength = (int)length;
        context.SlowLog.Trim((int)length);
        return null;
    }

    private static string? TryParseInteger(string value, long min, long max, out long number)
    {
        if (!long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
            return "argument couldn't be parsed into an integer";
        return number >= min && number <= max
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"argument must be between {min} and {max} inclusive");
    }
}
