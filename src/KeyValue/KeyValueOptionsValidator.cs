using FromScratch.Hosting.Options;
using FromScratch.KeyValue.Session.Access;

namespace FromScratch.KeyValue;

/// <summary>What the key-value server's options may be.</summary>
public static class KeyValueOptionsValidator
{
    /// <summary>Notes every value that is out of its range.</summary>
    public static void Check(KeyValueOptions options, OptionsCheck check)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(check);
        check.Range("Port", options.Port, 0, 65535)
            .Range("TlsPort", options.TlsPort, -1, 65535)
            .Range("AdminPort", options.AdminPort, -1, 65535)
            .Range("MaxMemoryBytes", options.MaxMemoryBytes, 0, 1L << 46)
            .Range("MaxClients", options.MaxClients, 1, 1 << 20)
            .Range("TimeoutSeconds", options.TimeoutSeconds, 0, int.MaxValue)
            .Range("IoThreads", options.IoThreads, 0, 256)
            .Range("SnapshotLogBytes", options.SnapshotLogBytes, 0, 1L << 46)
            .Range("SlowLogSlowerThanMicroseconds", options.SlowLogSlowerThanMicroseconds, -1, long.MaxValue / 1000)
            .Range("SlowLogMaxLength", options.SlowLogMaxLength, 0, 1 << 20)
            .Defined("AppendFsync", options.AppendFsync)
            .Defined("MaxMemoryPolicy", options.MaxMemoryPolicy)
            .Require("Dir", options.Dir, options.Dir.Length > 0, "the path of a directory")
            .Require(
                "UnixSocketMode", options.UnixSocketMode, KeyValueTransport.UnixMode(options.UnixSocketMode) is not null,
                "octal permission bits such as 0700");
        CheckGroup(options, check);
        foreach (var address in options.Bind)
            check.Require("Bind", address, KeyValueTransport.TryParseAddress(address, out _), "an IP address, localhost or *");
        foreach (var line in options.Users)
        {
            const string Allowed = "`name on|off >password #sha256 nopass ~pattern allkeys +@read +@write +@admin +@all -@...`";
            check.Require("Users", NameOnly(line), AclLine.Parse(line, out var why) is not null, $"{Allowed} ({why})");
        }

        CheckTls(options, check);
    }

    private static void CheckTls(KeyValueOptions options, OptionsCheck check)
    {
        const string Pem = "the path of a PEM file";
        if (options.TlsAuthClients is { } clients)
            check.Defined("TlsAuthClients", clients);
        if (options.TlsPort == 0 && options.SentinelTlsPort == 0 && !options.TlsReplication)
            return;
        check.Require("TlsCertFile", options.TlsCertFile, File.Exists(options.TlsCertFile), Pem)
            .Require("TlsKeyFile", options.TlsKeyFile, File.Exists(options.TlsKeyFile), Pem);
        if (KeyValueTls.NeedsAuthorities(options))
            check.Require("TlsCaCertFile", options.TlsCaCertFile, File.Exists(options.TlsCaCertFile), Pem);
    }

    private static void CheckGroup(KeyValueOptions options, OptionsCheck check)
    {
        check.Range("ReplicationPort", options.ReplicationPort, 0, 65535)
            .Range("SentinelPort", options.SentinelPort, -1, 65535)
            .Range("SentinelTlsPort", options.SentinelTlsPort, -1, 65535)
            .Range("ElectionTimeoutMs", options.ElectionTimeoutMs, 20, 60_000)
            .Range("HeartbeatMs", options.HeartbeatMs, 5, Math.Max(5, options.ElectionTimeoutMs / 2))
            .Range("StaleReadMs", options.StaleReadMs, 1, int.MaxValue)
            .Defined("NodeRole", options.NodeRole)
            .Defined("GroupDurability", options.GroupDurability)
            .Require("GroupName", options.GroupName, options.GroupName.Length is > 0 and <= 64, "1 to 64 characters");
        const string Address = "an IP address";
        var isBindGood = options.ReplicationBind.Length == 0 || KeyValueTransport.TryParseAddress(options.ReplicationBind, out _);
        check.Require("ReplicationBind", options.ReplicationBind, isBindGood, Address);
        if (options.ReplicationPort > 0 && !options.AppendOnly)
            check.Require("AppendOnly", options.AppendOnly, false, "yes where there is a replication port: a group keeps its log");
        if (isBindGood && KeyValueGroup.WhyNot(options) is { } mistake)
            check.Require("Peers", options.Peers, false, mistake);
    }

    /// <summary>Passwords are not repeated.</summary>
    private static string NameOnly(string line) => line.Trim().Split(' ')[0] + " ...";
}
