using System.Collections;
using FromScratch.Cache.Engine;
using FromScratch.Hosting.CommandLine;
using FromScratch.Hosts.Cache;
using Microsoft.Extensions.Configuration;

namespace FromScratch.Cache.Tests.Host;

/// <summary>Which option each of memcached's switches sets.</summary>
public sealed class SwitchMapTests
{
    public const string Extended = "memcached's extended options without its flash storage and built-in proxy, so not ";
    private static readonly SwitchTable Table = new("", CacheSwitches.All);

    public static TheoryData<string, string, object> Options => new()
    {
        { "-p 1", nameof(CacheOptions.Port), 1 },
        { "--port=1", nameof(CacheOptions.Port), 1 },
        { "-l 10.0.0.1,[::1]:5 -l notls:localhost", nameof(CacheOptions.Listen), "10.0.0.1 [::1]:5 notls:localhost" },
        { "--listen=*", nameof(CacheOptions.Listen), "*" },
        { "-s /run/c", nameof(CacheOptions.UnixSocket), "/run/c" },
        { "--unix-socket=/run/c", nameof(CacheOptions.UnixSocket), "/run/c" },
        { "-a 0640", nameof(CacheOptions.UnixSocketMode), 6 * 64 + 4 * 8 },
        { "--unix-mask=777", nameof(CacheOptions.UnixSocketMode), 511 },
        { "-m 100", nameof(CacheOptions.MemoryMiB), 100L },
        { "--memory-limit=100", nameof(CacheOptions.MemoryMiB), 100L },
        { "-I 2000", nameof(CacheOptions.ItemBytesMax), 2000 },
        { "-I 4k", nameof(CacheOptions.ItemBytesMax), 4096 },
        { "-I 2M", nameof(CacheOptions.ItemBytesMax), 2 << 20 },
        { "--max-item-size=1g", nameof(CacheOptions.ItemBytesMax), 1 << 30 },
        { "-M", nameof(CacheOptions.EvictionDisabled), true },
        { "--disable-evictions", nameof(CacheOptions.EvictionDisabled), true },
        { "--eviction s3fifo", nameof(CacheOptions.Eviction), EvictionPolicyKind.S3Fifo },
        { "-c 7", nameof(CacheOptions.ConnectionsMax), 7 },
        { "--conn-limit=7", nameof(CacheOptions.ConnectionsMax), 7 },
        { "-t 3", nameof(CacheOptions.Threads), 3 },
        { "--threads=3", nameof(CacheOptions.Threads), 3 },
        { "-R 5", nameof(CacheOptions.RequestsPerWakeMax), 5 },
        { "--max-reqs-per-event=5", nameof(CacheOptions.RequestsPerWakeMax), 5 },
        { "-b 9", nameof(CacheOptions.Backlog), 9 },
        { "--listen-backlog=9", nameof(CacheOptions.Backlog), 9 },
        { "-B ascii", nameof(CacheOptions.Protocol), ProtocolChoice.Ascii },
        { "--protocol=binary", nameof(CacheOptions.Protocol), ProtocolChoice.Binary },
        { "-C", nameof(CacheOptions.CasDisabled), true },
        { "--disable-cas", nameof(CacheOptions.CasDisabled), true },
        { "-F", nameof(CacheOptions.FlushDisabled), true },
        { "--disable-flush-all", nameof(CacheOptions.FlushDisabled), true },
        { "-W", nameof(CacheOptions.WatchDisabled), true },
        { "--disable-watch", nameof(CacheOptions.WatchDisabled), true },
        { "-X", nameof(CacheOptions.DumpDisabled), true },
        { "--disable-dumping", nameof(CacheOptions.DumpDisabled), true },
        { "-A", nameof(CacheOptions.ShutdownEnabled), true },
        { "--enable-shutdown", nameof(CacheOptions.ShutdownEnabled), true },
        { "-D #", nameof(CacheOptions.PrefixDelimiter), "#" },
        { "-D #", nameof(CacheOptions.DetailStats), true },
        { "-Y /etc/c", nameof(CacheOptions.PasswordFile), "/etc/c" },
        { "--auth-file=/etc/c", nameof(CacheOptions.PasswordFile), "/etc/c" },
        { "-e /mnt/c", nameof(CacheOptions.MemoryFile), "/mnt/c" },
        { "--memory-file=/mnt/c", nameof(CacheOptions.MemoryFile), "/mnt/c" },
        { "-Z", nameof(CacheOptions.TlsEnabled), true },
        { "--enable-ssl", nameof(CacheOptions.TlsEnabled), true },
        { "--admin-port 8", nameof(CacheOptions.AdminPort), 8 },
        { "-v", nameof(CacheOptions.Verbosity), 1 },
        { "-vv", nameof(CacheOptions.Verbosity), 2 },
        { "-v -v -v -v", nameof(CacheOptions.Verbosity), 3 },
        { "-o idle_timeout=9", nameof(CacheOptions.IdleTimeoutSeconds), 9 },
        { "-o ssl_chain_cert=/a", nameof(CacheOptions.TlsChainCertificate), "/a" },
        { "-o ssl_key=/b", nameof(CacheOptions.TlsKey), "/b" },
        { "-o ssl_ca_cert=/c", nameof(CacheOptions.TlsCaCertificate), "/c" },
        { "-o ssl_verify_mode=2", nameof(CacheOptions.TlsVerifyMode), 2 },
        { "-o ssl_min_version=3", nameof(CacheOptions.TlsMinVersion), 3 },
        { "-o track_sizes", nameof(CacheOptions.TrackSizes), true },
        { "-o modern,idle_timeout=9,no_lru_crawler", nameof(CacheOptions.IdleTimeoutSeconds), 9 },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public void A_switch_sets_its_option(string args, string option, object expected) =>
        Assert.Equal(expected, ValueOf(option, Bind(args)));

    [Fact]
    public void Every_option_differs_from_its_default_in_some_row()
    {
        var defaults = new CacheOptions();
        Assert.All(
            typeof(CacheOptions).GetProperties().Select(property => property.Name).Except([nameof(CacheOptions.OutputBytesMax)]),
            name => Assert.Contains(Options, row => row.Data.Item2 == name && !Equals(row.Data.Item3, ValueOf(name, defaults))));
    }

    [Fact]
    public void What_concerns_the_process_is_no_option_of_the_cache()
    {
        var line = Parse("-d -u nobody -P /run/c.pid -V");
        Assert.True(line is { DaemonAsked: true, User: "nobody", PidFile: "/run/c.pid", VersionAsked: true });
        Assert.Empty(line.Settings);
        line = Parse("--daemon --user=nobody --pidfile=/run/c.pid --version");
        Assert.True(line is { DaemonAsked: true, User: "nobody", PidFile: "/run/c.pid", VersionAsked: true });
    }

    [Theory]
    [InlineData("-f 1.25", "-f")]
    [InlineData("--slab-growth-factor=1.25", "-f")]
    [InlineData("-n 48", "-n")]
    [InlineData("--slab-min-size=48", "-n")]
    [InlineData("-k", "-k")]
    [InlineData("--lock-memory", "-k")]
    [InlineData("-L", "-L")]
    [InlineData("--enable-largepages", "-L")]
    [InlineData("-r", "-r")]
    [InlineData("--enable-coredumps", "-r")]
    [InlineData("-N 2", "-N")]
    [InlineData("--napi_ids=2", "-N")]
    [InlineData("-U 0", null)]
    [InlineData("--udp-port=0", null)]
    public void What_has_no_meaning_here_is_accepted_with_one_warning_at_most(string args, string? named)
    {
        var line = Parse(args);
        Assert.Empty(line.Settings);
        Assert.Equal(named is null ? [] : [$"{named} has no meaning here and is ignored"], line.Warnings);
    }

    [Theory]
    [InlineData("maxconns_fast")]
    [InlineData("no_maxconns_fast")]
    [InlineData("hashpower=20")]
    [InlineData("hash_algorithm=murmur3")]
    [InlineData("tail_repair_time=10")]
    [InlineData("no_hashexpand")]
    [InlineData("slab_reassign")]
    [InlineData("no_slab_reassign")]
    [InlineData("slab_automove=1")]
    [InlineData("no_slab_automove")]
    [InlineData("slab_automove_ratio=0.8")]
    [InlineData("slab_automove_freeratio=0.01")]
    [InlineData("slab_automove_window=30")]
    [InlineData("slab_chunk_max=512")]
    [InlineData("slab_sizes=100-200")]
    [InlineData("lru_crawler")]
    [InlineData("no_lru_crawler")]
    [InlineData("lru_crawler_sleep=100")]
    [InlineData("lru_crawler_tocrawl=0")]
    [InlineData("lru_maintainer")]
    [InlineData("no_lru_maintainer")]
    [InlineData("hot_lru_pct=20")]
    [InlineData("warm_lru_pct=40")]
    [InlineData("hot_max_factor=0.2")]
    [InlineData("warm_max_factor=2")]
    [InlineData("temporary_ttl=61")]
    [InlineData("inline_ascii_resp")]
    [InlineData("no_inline_ascii_resp")]
    [InlineData("no_chunked_items")]
    [InlineData("worker_logbuf_size=64")]
    [InlineData("watcher_logbuf_size=256")]
    [InlineData("read_buf_mem_limit=0")]
    [InlineData("resp_obj_mem_limit=0")]
    [InlineData("drop_privileges")]
    [InlineData("no_drop_privileges")]
    [InlineData("modern")]
    [InlineData("no_modern")]
    [InlineData("sock_cookie_id=1")]
    [InlineData("ssl_keyformat=PEM")]
    [InlineData("ssl_ciphers=HIGH")]
    [InlineData("ssl_wbuf_size=16")]
    [InlineData("ssl_session_cache")]
    [InlineData("ssl_kernel_tls")]
    public void An_extended_option_that_only_tunes_memcached_is_accepted_with_one_warning(string option)
    {
        var line = Parse("-o " + option);
        Assert.Empty(line.Settings);
        Assert.Equal([$"-o {option.Split('=')[0]} has no meaning here and is ignored"], line.Warnings);
    }

    [Theory]
    [InlineData("nope", "nope")]
    [InlineData("modern,nope=1,idle_timeout=9", "nope")]
    [InlineData("ext_path=/mnt/d:1G", "ext_path")]
    [InlineData("proxy_config=/etc/proxy.lua", "proxy_config")]
    public void Other_extended_options_are_refused_by_name(string options, string named) =>
        Assert.Equal($"-o = \"{options}\": allowed is {Extended}{named}", Refused("-o " + options));

    [Theory]
    [InlineData("-o idle_timeout", "-o = \"idle_timeout\": allowed is idle_timeout=VALUE")]
    [InlineData("-o ssl_key=", "-o = \"ssl_key=\": allowed is ssl_key=VALUE")]
    [InlineData("-U 11211", "-U = \"11211\": allowed is 0: UDP is not served")]
    [InlineData("-S", "-S = \"\": allowed is nothing: SASL is not served, use -Y FILE")]
    [InlineData("-a 778", "-a = \"778\": allowed is permission bits in octal, 0 to 0777")]
    [InlineData("-a 01777", "-a = \"01777\": allowed is permission bits in octal, 0 to 0777")]
    [InlineData("-I 1x", "-I = \"1x\": allowed is 1k to 1g")]
    [InlineData("-I 2g", "-I = \"2g\": allowed is 1k to 1g")]
    [InlineData("-I -1", "-I = \"-1\": allowed is 1k to 1g")]
    [InlineData("-I k", "-I = \"k\": allowed is 1k to 1g")]
    public void A_bad_value_is_answered_with_what_is_allowed(string args, string error) => Assert.Equal(error, Refused(args));

    private static ParsedCommandLine Parse(string args)
    {
        var line = Table.Parse(args.Split(' '));
        Assert.Null(line.Error);
        return line;
    }

    private static string Refused(string args) => Table.Parse(args.Split(' ')).Error ?? "nothing is wrong";

    private static CacheOptions Bind(string args) =>
        new ConfigurationBuilder().AddInMemoryCollection(Parse(args).Settings).Build().GetSection("Cache")
            .Get<CacheOptions>(binder => binder.ErrorOnUnknownConfiguration = true)!;

    private static object? ValueOf(string option, CacheOptions options)
    {
        var value = typeof(CacheOptions).GetProperty(option)!.GetValue(options);
        return value is IList list ? string.Join(' ', list.Cast<string>()) : value;
    }
}
