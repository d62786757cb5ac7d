using System.Globalization;

namespace FromScratch.Cache.Admin.Stats;

/// <summary>
/// `stats settings`: memcached's names for what this server lets one set; settings of slabs and LRU segments do not exist here.
/// </summary>
internal sealed class SettingsStats(StatsSource source)
{
    private readonly CacheOptions _options = source.Options;

    public void Collect(StatsReport report)
    {
        AddListening(report);
        AddCommands(report);
        AddLimits(report);
        AddCrawler(report);
        AddTls(report);
        report.Add("memory_file", _options.MemoryFile ?? "(null)");
        report.Add("client_flags_size", sizeof(uint));
        report.Add("eviction_policy", NameOf(_options.Eviction));
    }

    private void AddListening(StatsReport report)
    {
        report.Add("maxbytes", source.Engine.Stats().MemoryBytesMax);
        report.Add("maxconns", _options.ConnectionsMax);
        report.Add("tcpport", _options.UnixSocket is null ? _options.Port : 0);
        report.Add("udpport", 0);
        report.Add("inter", _options.Listen.Count == 0 ? "127.0.0.1" : string.Join(',', _options.Listen));
        report.Add("verbosity", source.Settings.Verbosity);
        report.Add("evictions", !_options.EvictionDisabled, "on", "off");
        report.Add("domain_socket", _options.UnixSocket ?? "NULL");
        report.Add("umask", Convert.ToString(_options.UnixSocketMode, 8));
    }

    private void AddCommands(StatsReport report)
    {
        report.Add("shutdown_command", _options.ShutdownEnabled, "yes", "no");
        report.Add("num_threads", source.Threads);
        report.Add("stat_key_prefix", _options.PrefixDelimiter);
        report.Add("detail_enabled", source.Prefixes.Enabled, "yes", "no");
        report.Add("reqs_per_event", _options.RequestsPerWakeMax);
        report.Add("cas_enabled", !_options.CasDisabled, "yes", "no");
        report.Add("tcp_backlog", _options.Backlog);
        report.Add("binding_protocol", _options.Protocol switch
        {
            ProtocolChoice.Ascii => "ascii",
            ProtocolChoice.Binary => "binary",
            _ => "auto-negotiate",
        });
        report.Add("auth_enabled_sasl", "no");
        report.Add("auth_enabled_ascii", _options.PasswordFile ?? "no");
    }

    private void AddLimits(StatsReport report)
    {
        report.Add("item_size_max", _options.ItemBytesMax);
        report.Add("maxconns_fast", "yes");
    }

    private void AddCrawler(StatsReport report)
    {
        report.Add("lru_crawler", source.Settings.CrawlerEnabled, "yes", "no");
        report.Add("lru_crawler_sleep", source.Settings.CrawlerSleepMicroseconds);
        report.Add("lru_crawler_tocrawl", source.Settings.CrawlerItemsMax);
        report.Add("flush_enabled", !_options.FlushDisabled, "yes", "no");
        report.Add("dump_enabled", !_options.DumpDisabled, "yes", "no");
        report.Add("idle_timeout", _options.IdleTimeoutSeconds);
        report.Add("watcher_logbuf_size", Watch.Watcher.WatcherBytesMax);
        report.Add("track_sizes", source.Settings.SizesEnabled, "yes", "no");
    }

    private void AddTls(StatsReport report)
    {
        report.Add("ssl_enabled", _options.TlsEnabled, "yes", "no");
        report.Add("ssl_chain_cert", _options.TlsChainCertificate ?? "(null)");
        report.Add("ssl_key", _options.TlsKey ?? "(null)");
        report.Add("ssl_verify_mode", OpenSslFlags(_options.TlsVerifyMode));
        report.Add("ssl_ca_cert", _options.TlsCaCertificate ?? "NULL");
        report.Add("ssl_min_version", _options.TlsMinVersion == 3 ? "tlsv1.3" : "tlsv1.2");
    }

    /// <summary>memcached shows what it hands to OpenSSL: verify peer 1, fail without certificate 2, only once 4.</summary>
    private static int OpenSslFlags(int verifyMode) => (1 << verifyMode) - 1;

    private static string NameOf(Engine.EvictionPolicyKind kind) => kind switch
    {
        Engine.EvictionPolicyKind.Lru => "lru",
        Engine.EvictionPolicyKind.S3Fifo => "s3fifo",
        Engine.EvictionPolicyKind.Lfu => "lfu",
        Engine.EvictionPolicyKind.Fifo => "fifo",
        _ => ((int)kind).ToString(CultureInfo.InvariantCulture),
    };
}
