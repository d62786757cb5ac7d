using FromScratch.Cache.Admin.Stats;

namespace FromScratch.Cache.Tests.Admin;

public sealed class GeneralStatsTests
{
    /// <summary>Every name that memcached 1.6.45 prints, in its order.</summary>
    private const string MemcachedNames = """
        pid uptime time version libevent pointer_size rusage_user rusage_system max_connections curr_connections total_connections
        rejected_connections connection_structures response_obj_oom response_obj_count response_obj_bytes read_buf_count
        read_buf_bytes read_buf_bytes_free read_buf_oom reserved_fds cmd_get cmd_set cmd_flush cmd_touch cmd_meta get_hits get_misses
        get_expired get_flushed delete_misses delete_hits incr_misses incr_hits decr_misses decr_hits cas_misses cas_hits cas_badval
        touch_hits touch_misses store_too_large store_no_memory auth_cmds auth_errors idle_kicks bytes_read bytes_written
        limit_maxbytes accepting_conns listen_disabled_num time_in_listen_disabled_us threads conn_yields hash_power_level hash_bytes
        hash_is_expanding slab_reassign_rescues slab_reassign_chunk_rescues slab_reassign_inline_reclaim slab_reassign_busy_items
        slab_reassign_busy_deletes slab_reassign_busy_nomem slab_reassign_last_busy_status slab_reassign_running slabs_moved
        lru_crawler_running lru_crawler_starts lru_maintainer_juggles malloc_fails log_worker_dropped log_worker_written
        log_watcher_skipped log_watcher_sent log_watchers ssl_handshake_errors unexpected_napi_ids round_robin_fallback bytes
        curr_items total_items slab_global_page_pool expired_unfetched evicted_unfetched evicted_active evictions reclaimed
        crawler_reclaimed crawler_items_checked lrutail_reflocked moves_to_cold moves_to_warm moves_within_lru direct_reclaims
        lru_bumps_dropped
        """;

    /// <summary>What dashboards and exporters chart.</summary>
    private const string DashboardNames = """
        pid uptime time version pointer_size rusage_user rusage_system max_connections curr_connections total_connections
        rejected_connections cmd_get cmd_set cmd_flush cmd_touch get_hits get_misses get_expired delete_misses delete_hits incr_misses
        incr_hits decr_misses decr_hits cas_misses cas_hits cas_badval touch_hits touch_misses auth_cmds auth_errors bytes_read
        bytes_written limit_maxbytes accepting_conns listen_disabled_num threads
        conn_yields hash_bytes bytes curr_items total_items expired_unfetched evicted_unfetched evictions reclaimed
        """;

    [Fact]
    public void Names_are_memcacheds_in_memcacheds_order()
    {
        using var fixture = new AdminFixture(options => (options.IdleTimeoutSeconds, options.TlsEnabled) = (60, true));
        var names = fixture.Stats().Keys.ToArray();
        var expected = Words(MemcachedNames).Where(names.Contains).ToArray();
        Assert.Equal(expected, names);
    }

    [Fact]
    public void Everything_that_dashboards_chart_is_there()
    {
        using var fixture = new AdminFixture();
        Assert.Empty(Words(DashboardNames).Except(fixture.Stats().Keys));
    }

    [Fact]
    public void Idle_kicks_are_told_only_when_silence_ends_connections()
    {
        using var patient = new AdminFixture();
        Assert.DoesNotContain("idle_kicks", patient.Stats().Keys);
        using var strict = new AdminFixture(options => options.IdleTimeoutSeconds = 60);
        Assert.Equal("4", strict.Stats()["idle_kicks"]);
    }

    [Fact]
    public void Handshakes_are_told_only_where_there_is_tls()
    {
        using var plain = new AdminFixture();
        Assert.DoesNotContain("ssl_handshake_errors", plain.Stats().Keys);
        using var tls = new AdminFixture(options => options.TlsEnabled = true);
        Assert.Equal("7", tls.Stats()["ssl_handshake_errors"]);
        tls.Send("stats reset");
        Assert.Equal("0", tls.Stats()["ssl_handshake_errors"]);
    }

    [Fact]
    public void Process_and_transport_values_come_from_outside()
    {
        using var fixture = new AdminFixture();
        fixture.Clock.AdvanceSeconds(90);
        var stats = fixture.Stats();
        Assert.Equal("4711", stats["pid"]);
        Assert.Equal("90", stats["uptime"]);
        Assert.Equal(fixture.Clock.UnixSeconds.ToString(), stats["time"]);
        Assert.Equal("1.6.45", stats["version"]);
        Assert.Equal("1.500000", stats["rusage_user"]);
        Assert.Equal("0.000250", stats["rusage_system"]);
        Assert.Equal("10", stats["total_connections"]);
        Assert.Equal("1", stats["accepting_conns"]);
        Assert.Equal("2", stats["threads"]);
    }

    [Fact]
    public void Values_that_nobody_has_are_absent()
    {
        using var fixture = new AdminFixture(detached: true);
        var names = fixture.Stats().Keys;
        Assert.DoesNotContain("pid", names);
        Assert.DoesNotContain("rusage_user", names);
        Assert.DoesNotContain("curr_connections", names);
        Assert.DoesNotContain("bytes_read", names);
        Assert.Contains("curr_items", names);
    }

    [Fact]
    public void Counters_are_summed_over_loops()
    {
        using var fixture = new AdminFixture();
        fixture.Context.CountersByLoop[0].CmdGet = 3;
        fixture.Context.CountersByLoop[1].CmdGet = 4;
        fixture.Context.CountersByLoop[1].TouchMisses = 1;
        var stats = fixture.Stats();
        Assert.Equal("7", stats["cmd_get"]);
        Assert.Equal("1", stats["touch_misses"]);
    }

    [Fact]
    public void Items_are_counted_by_the_engine()
    {
        using var fixture = new AdminFixture();
        fixture.Set("a");
        fixture.Set("b");
        var stats = fixture.Stats();
        Assert.Equal("2", stats["curr_items"]);
        Assert.Equal("2", stats["total_items"]);
        Assert.True(long.Parse(stats["bytes"]) > 0);
    }

    [Fact]
    public void A_reset_zeroes_counters_and_keeps_gauges()
    {
        using var fixture = new AdminFixture();
        fixture.Set("a");
        fixture.Context.CountersByLoop[0].CmdGet = 3;
        Assert.Equal("RESET\r\n", fixture.Send("stats reset"));
        fixture.Context.CountersByLoop[0].CmdGet++;
        fixture.Transport.Totals = fixture.Transport.Totals with { BytesRead = 1001 };
        var stats = fixture.Stats();
        Assert.Equal("1", stats["cmd_get"]);
        Assert.Equal("1", stats["bytes_read"]);
        Assert.Equal("0", stats["total_connections"]);
        Assert.Equal("0", stats["total_items"]);
        Assert.Equal("1", stats["curr_items"]);
        Assert.Equal("2", stats["curr_connections"]);
    }

    [Theory]
    [InlineData("stats nope")]
    [InlineData("stats proxy")]
    [InlineData("stats a b")]
    [InlineData("stats noreply")]
    public void An_unknown_family_is_an_error(string line)
    {
        using var fixture = new AdminFixture();
        Assert.Equal("ERROR\r\n", fixture.Send(line));
    }

    [Fact]
    public void Other_protocols_read_the_same_pairs()
    {
        using var fixture = new AdminFixture();
        var report = new StatsReport();
        Assert.Equal(StatsResult.Pairs, fixture.Admin.Stats.Collect([], report));
        var text = string.Concat(report.Entries.Select(entry => $"STAT {entry.Name} {entry.Value}\r\n")) + "END\r\n";
        Assert.Equal(fixture.Send("stats"), text);
        Assert.Equal(StatsResult.Unknown, fixture.Admin.Stats.Collect("nope"u8, new StatsReport()));
    }

    [Fact]
    public void A_long_report_stops_at_the_soft_limit_and_goes_on()
    {
        using var fixture = new AdminFixture();
        var inPieces = fixture.Send("stats settings", softLimitBytes: 64, out var turns);
        Assert.Equal(fixture.Send("stats settings"), inPieces);
        Assert.True(turns > 5);
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
