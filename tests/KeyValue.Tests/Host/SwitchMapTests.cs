using System.Collections;
using FromScratch.Hosting.CommandLine;
using FromScratch.Hosts.KeyValue;
using FromScratch.TestKit;
using Microsoft.Extensions.Configuration;

namespace FromScratch.KeyValue.Tests.Host;

/// <summary>Which option each of redis.conf's names sets, on the command line and in the file.</summary>
public sealed class SwitchMapTests
{
    private static readonly SwitchTable Table = new("", KeyValueSwitches.All);

    public static TheoryData<string, string, object> Options => new()
    {
        { "port 1", nameof(KeyValueOptions.Port), 1 },
        { "bind 10.0.0.1 ::1", nameof(KeyValueOptions.Bind), "10.0.0.1|::1" },
        { "unixsocket /run/r", nameof(KeyValueOptions.UnixSocket), "/run/r" },
        { "unixsocketperm 770", nameof(KeyValueOptions.UnixSocketMode), "770" },
        { "dir /var/lib/r", nameof(KeyValueOptions.Dir), "/var/lib/r" },
        { "appendonly no", nameof(KeyValueOptions.AppendOnly), false },
        { "appendfsync everysec", nameof(KeyValueOptions.AppendFsync), AppendFsync.EverySec },
        { "appendfsync NO", nameof(KeyValueOptions.AppendFsync), AppendFsync.No },
        { "requirepass s=e:cret", nameof(KeyValueOptions.RequirePass), "s=e:cret" },
        { "user alice on >pw ~a:* +@read", nameof(KeyValueOptions.Users), "alice on >pw ~a:* +@read" },
        { "maxmemory 100mb", nameof(KeyValueOptions.MaxMemoryBytes), 100L << 20 },
        { "maxmemory-policy allkeys-lru", nameof(KeyValueOptions.MaxMemoryPolicy), MaxMemoryPolicy.AllKeysLru },
        { "maxmemory-policy allkeys-lfu", nameof(KeyValueOptions.MaxMemoryPolicy), MaxMemoryPolicy.AllKeysLfu },
        { "maxmemory-policy volatile-ttl", nameof(KeyValueOptions.MaxMemoryPolicy), MaxMemoryPolicy.VolatileTtl },
        { "maxclients 7", nameof(KeyValueOptions.MaxClients), 7 },
        { "timeout 9", nameof(KeyValueOptions.TimeoutSeconds), 9 },
        { "io-threads 3", nameof(KeyValueOptions.IoThreads), 3 },
        { "tls-port 6390", nameof(KeyValueOptions.TlsPort), 6390 },
        { "tls-cert-file /c", nameof(KeyValueOptions.TlsCertFile), "/c" },
        { "tls-key-file /k", nameof(KeyValueOptions.TlsKeyFile), "/k" },
        { "tls-ca-cert-file /a", nameof(KeyValueOptions.TlsCaCertFile), "/a" },
        { "tls-auth-clients optional", nameof(KeyValueOptions.TlsAuthClients), TlsAuthClients.Optional },
        { "tls-replication yes", nameof(KeyValueOptions.TlsReplication), true },
        { "slowlog-log-slower-than -1", nameof(KeyValueOptions.SlowLogSlowerThanMicroseconds), -1L },
        { "slowlog-max-len 5", nameof(KeyValueOptions.SlowLogMaxLength), 5 },
        { "snapshot-log-bytes 1gb", nameof(KeyValueOptions.SnapshotLogBytes), 1L << 30 },
        { "enable-debug-command yes", nameof(KeyValueOptions.EnableDebugCommand), true },
        { "ordered-keys yes", nameof(KeyValueOptions.OrderedKeys), true },
        { "admin-port 0", nameof(KeyValueOptions.AdminPort), 0 },
        { "node-id b", nameof(KeyValueOptions.NodeId), "b" },
        { "node-role learner", nameof(KeyValueOptions.NodeRole), NodeRole.Learner },
        { "replication-port 7001", nameof(KeyValueOptions.ReplicationPort), 7001 },
        { "replication-bind 127.0.0.9", nameof(KeyValueOptions.ReplicationBind), "127.0.0.9" },
        { "peers a=127.0.0.1:7001", nameof(KeyValueOptions.Peers), "a=127.0.0.1:7001" },
        { "group-durability leader", nameof(KeyValueOptions.GroupDurability), GroupDurability.Leader },
        { "group-secret s", nameof(KeyValueOptions.GroupSecret), "s" },
        { "masterauth pw", nameof(KeyValueOptions.MasterAuth), "pw" },
        { "masteruser copy", nameof(KeyValueOptions.MasterUser), "copy" },
        { "group-name orders", nameof(KeyValueOptions.GroupName), "orders" },
        { "sentinel-port 26380", nameof(KeyValueOptions.SentinelPort), 26380 },
        { "sentinel-tls-port 26381", nameof(KeyValueOptions.SentinelTlsPort), 26381 },
        { "announce-address h:1", nameof(KeyValueOptions.AnnounceAddress), "h:1" },
        { "announce-replication-address h:2", nameof(KeyValueOptions.AnnounceReplicationAddress), "h:2" },
        { "election-timeout-ms 150", nameof(KeyValueOptions.ElectionTimeoutMs), 150 },
        { "heartbeat-ms 20", nameof(KeyValueOptions.HeartbeatMs), 20 },
        { "stale-read-ms 100", nameof(KeyValueOptions.StaleReadMs), 100 },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public void A_setting_sets_its_option_as_a_switch_and_in_the_file(string setting, string option, object expected)
    {
        Assert.Equal(expected, ValueOf(option, Bind(("--" + setting).Split(' '))));
        using var directory = new TempDirectory();
        Assert.Equal(expected, ValueOf(option, Bind([directory.Write("redis.conf", setting + "\n")])));
    }

    [Fact]
    public void Every_option_differs_from_its_default_in_some_row()
    {
        var defaults = new KeyValueOptions();
        Assert.All(
            typeof(KeyValueOptions).GetProperties().Select(property => property.Name),
            name => Assert.Contains(Options, row => row.Data.Item2 == name && !Equals(row.Data.Item3, ValueOf(name, defaults))));
    }

    [Fact]
    public void What_concerns_the_process_is_no_option_of_the_server()
    {
        var line = Parse(["--daemonize", "yes", "--pidfile", "/run/r.pid", "-v"]);
        Assert.True(line is { DaemonAsked: true, PidFile: "/run/r.pid", VersionAsked: true });
        Assert.Empty(line.Settings);
        Assert.False(Parse(["--daemonize", "no"]).DaemonAsked);
    }

    [Theory]
    [InlineData("debug", "Trace")]
    [InlineData("verbose", "Debug")]
    [InlineData("notice", "Information")]
    [InlineData("warning", "Warning")]
    public void The_log_level_is_translated(string theirs, string ours) =>
        Assert.Equal(ours, Parse(["--loglevel", theirs]).Settings["Logging:LogLevel:Default"]);

    [Fact]
    public void The_command_line_wins_over_the_file_and_of_two_the_later_one()
    {
        using var directory = new TempDirectory();
        var file = directory.Write("redis.conf", """
            # a comment
            port 1
            bind 10.0.0.1 10.0.0.2
            port 2

            user one on nopass
              dir   "/var/lib/with space"
            """);
        var options = Bind([file, "--bind", "10.0.0.3", "--user", "two", "off"]);
        Assert.Equal((2, "10.0.0.3", "one on nopass|two off", "/var/lib/with space"),
            (options.Port, ValueOf("Bind", options), ValueOf("Users", options), options.Dir));
        Assert.Equal(3, Bind([file, "--port", "3"]).Port);
    }

    [Fact]
    public void What_only_tunes_Redis_is_accepted_with_one_warning()
    {
        using var directory = new TempDirectory();
        var file = directory.Write("redis.conf", "tcp-backlog 511\nclient-output-buffer-limit normal 0 0 0\nlogfile \"\"\n");
        var line = Parse([file, "--hz", "10", "--tcp-backlog", "5", "--list-max-listpack-size", "-2"]);
        Assert.Empty(line.Settings);
        Assert.Equal(
            ["without meaning here and ignored: tcp-backlog, client-output-buffer-limit, logfile, hz, list-max-listpack-size"],
            line.Warnings);
    }

    [Fact]
    public void Save_is_accepted_silently_when_it_is_empty_and_with_a_warning_otherwise()
    {
        Assert.Empty(Parse(["--save", "", "--port", "1"]).Warnings);
        Assert.StartsWith("save has no meaning here", Assert.Single(Parse(["--save", "900", "1", "--port", "1"]).Warnings));
    }

    [Fact]
    public void Keys_of_the_configuration_are_taken_beside_the_switches() =>
        Assert.Equal((5, 1), (Bind(["--KeyValue:Port", "5"]).Port, Bind(["--KeyValue:MaxClients=1"]).MaxClients));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("12", 12)]
    [InlineData("12b", 12)]
    [InlineData("1k", 1000)]
    [InlineData("1KB", 1024)]
    [InlineData("2m", 2_000_000)]
    [InlineData("2Mb", 2 << 20)]
    [InlineData("1g", 1_000_000_000)]
    [InlineData("1gb", 1 << 30)]
    [InlineData("8589934592gb", null)]
    [InlineData("", null)]
    [InlineData("kb", null)]
    [InlineData("-1", null)]
    [InlineData("1.5gb", null)]
    [InlineData("1kk", null)]
    [InlineData("1 kb", null)]
    public void Sizes_are_read_as_Redis_reads_them(string text, int? bytes) =>
        Assert.Equal(bytes, MemorySize.TryParse(text, out var read) ? read : (long?)null);

    [Theory]
    [InlineData("replicaof 10.0.0.1 6379", "\"replicaof\" is no setting of this server: see --help")]
    [InlineData("rename-command FLUSHALL \"\"", "\"rename-command\" is no setting of this server: see --help")]
    [InlineData("port", "\"port\" needs a value")]
    [InlineData("dir \"/var", "unbalanced quotes")]
    [InlineData("*3", "unbalanced quotes")]
    [InlineData("appendonly maybe", "appendonly = \"maybe\": allowed is yes or no")]
    [InlineData("version 1", "\"version\" is no setting of this server: see --help")]
    public void A_bad_line_of_the_file_is_named_by_its_number(string line, string complaint)
    {
        using var directory = new TempDirectory();
        var file = directory.Write("redis.conf", $"# first\nport 1\n{line}\nport 2\n");
        Assert.Equal($"{file} line 3: {complaint}", RedisArguments.Expand([file], out _));
    }

    [Theory]
    [InlineData("--appendfsync sometimes", "--appendfsync = \"sometimes\": allowed is always, everysec, no")]
    [InlineData("--maxmemory 1x", "--maxmemory = \"1x\": allowed is bytes, or a number with b, k, kb, m, mb, g or gb behind")]
    [InlineData(
        "--maxmemory-policy volatile-lru",
        "--maxmemory-policy = \"volatile-lru\": allowed is noeviction, allkeys-lru, allkeys-lfu, volatile-ttl")]
    [InlineData("--loglevel loud", "--loglevel = \"loud\": allowed is debug, verbose, notice, warning")]
    [InlineData("--daemonize maybe", "--daemonize = \"maybe\": allowed is yes or no")]
    [InlineData("--tls-auth-clients maybe", "--tls-auth-clients = \"maybe\": allowed is yes, no, optional")]
    [InlineData("--cluster-enabled yes", "--cluster-enabled = \"yes\": allowed is no: there are no slots here")]
    [InlineData("--aclfile /a", "unknown switch or argument \"--aclfile=/a\": see --help")]
    public void A_bad_switch_is_answered_with_what_is_allowed(string args, string error)
    {
        Assert.Null(RedisArguments.Expand(args.Split(' '), out var expanded));
        Assert.Equal(error, Table.Parse(expanded).Error);
    }

    private static ParsedCommandLine Parse(string[] args)
    {
        Assert.Null(RedisArguments.Expand(args, out var expanded));
        var line = Table.Parse(expanded);
        Assert.Null(line.Error);
        return line;
    }

    private static KeyValueOptions Bind(string[] args) =>
        new ConfigurationBuilder().AddInMemoryCollection(Parse(args).Settings).Build().GetSection("KeyValue")
            .Get<KeyValueOptions>(binder => binder.ErrorOnUnknownConfiguration = true)!;

    private static object? ValueOf(string option, KeyValueOptions options)
    {
        var value = typeof(KeyValueOptions).GetProperty(option)!.GetValue(options);
        return value is IList list ? string.Join('|', list.Cast<string>()) : value;
    }
}
