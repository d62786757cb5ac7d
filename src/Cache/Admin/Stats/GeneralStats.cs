using FromScratch.Cache.Engine;
using FromScratch.Cache.Session;

namespace FromScratch.Cache.Admin.Stats;

/// <summary>
/// `stats` without a family: memcached's names in memcached's order (protocol.txt, "General-purpose statistics"). What this server does not
/// have (slab moves, LRU juggling, response object pools) is left out.
/// </summary>
internal sealed class GeneralStats(StatsSource source)
{
    public void Collect(StatsReport report)
    {
        var baseline = source.Baseline;
        var engine = source.Engine.Stats();
        var transport = source.Transport?.Read();

        AddProcess(report);
        AddConnections(report, transport, baseline.Transport);
        AddCommands(report, source.Telemetry.Sum(), baseline.Commands, engine);
        AddTraffic(report, transport, baseline.Transport, engine);
        AddBackground(report, transport, baseline.Transport);
        AddItems(report, engine);
    }

    private void AddProcess(StatsReport report)
    {
        var clock = source.Engine.Clock;
        var now = clock.Now;
        var process = source.Control?.ReadProcess();
        if (process is { } known)
            report.Add("pid", known.Pid);
        report.Add("uptime", now - EngineClock.StartSecond);
        report.Add("time", clock.ToUnixSeconds(now));
        report.Add("version", CacheContext.Version);
        report.Add("pointer_size", IntPtr.Size * 8);
        if (process is not { } measured)
            return;
        report.Add("rusage_user", measured.UserTime);
        report.Add("rusage_system", measured.SystemTime);
    }

    private void AddConnections(StatsReport report, TransportTotals? transport, in TransportTotals zero)
    {
        report.Add("max_connections", source.Options.ConnectionsMax);
        if (transport is not { } totals)
            return;
        report.Add("curr_connections", totals.CurrentConnections);
        report.Add("total_connections", totals.TotalConnections - zero.TotalConnections);
        report.Add("rejected_connections", totals.RejectedConnections - zero.RejectedConnections);
    }

    private static void AddCommands(StatsReport report, CommandCounters sum, CommandCounters zero, in EngineStats engine)
    {
        report.Add("cmd_get", sum.CmdGet - zero.CmdGet);
        report.Add("cmd_set", sum.CmdSet - zero.CmdSet);
        report.Add("cmd_flush", sum.CmdFlush - zero.CmdFlush);
        report.Add("cmd_touch", sum.CmdTouch - zero.CmdTouch);
        report.Add("cmd_meta", sum.CmdMeta - zero.CmdMeta);
        report.Add("get_hits", sum.GetHits - zero.GetHits);
        report.Add("get_misses", sum.GetMisses - zero.GetMisses);
        report.Add("get_expired", engine.GetExpired);
        report.Add("delete_misses", sum.DeleteMisses - zero.DeleteMisses);
        report.Add("delete_hits", sum.DeleteHits - zero.DeleteHits);
        report.Add("incr_misses", sum.IncrMisses - zero.IncrMisses);
        report.Add("incr_hits", sum.IncrHits - zero.IncrHits);
        report.Add("decr_misses", sum.DecrMisses - zero.DecrMisses);
        report.Add("decr_hits", sum.DecrHits - zero.DecrHits);
        report.Add("cas_misses", sum.CasMisses - zero.CasMisses);
        report.Add("cas_hits", sum.CasHits - zero.CasHits);
        report.Add("cas_badval", sum.CasBadval - zero.CasBadval);
        report.Add("touch_hits", sum.TouchHits - zero.TouchHits);
        report.Add("touch_misses", sum.TouchMisses - zero.TouchMisses);
        report.Add("store_too_large", engine.StoreTooLarge + sum.StoreTooLarge - zero.StoreTooLarge);
        report.Add("store_no_memory", engine.StoreOutOfMemory);
        report.Add("auth_cmds", sum.AuthCmds - zero.AuthCmds);
        report.Add("auth_errors", sum.AuthErrors - zero.AuthErrors);
    }

    private void AddTraffic(StatsReport report, TransportTotals? transport, in TransportTotals zero, in EngineStats engine)
    {
        if (transport is { } moved)
        {
            if (source.Options.IdleTimeoutSeconds > 0)
                report.Add("idle_kicks", moved.IdleKicks - zero.IdleKicks);
            report.Add("bytes_read", moved.BytesRead - zero.BytesRead);
            report.Add("bytes_written", moved.BytesWritten - zero.BytesWritten);
        }

        report.Add("limit_maxbytes", engine.MemoryBytesMax);
        if (transport is { } accepted)
        {
            report.Add("accepting_conns", accepted.Accepting, "1", "0");
            report.Add("listen_disabled_num", accepted.AcceptPauses - zero.AcceptPauses);
            report.Add("time_in_listen_disabled_us", accepted.AcceptPausedMicroseconds - zero.AcceptPausedMicroseconds);
        }

        report.Add("threads", source.Threads);
        if (transport is { } turns)
            report.Add("conn_yields", turns.Yields - zero.Yields);
        report.Add("hash_bytes", engine.IndexBytes);
    }

    private void AddBackground(StatsReport report, TransportTotals? transport, in TransportTotals zero)
    {
        report.Add("lru_crawler_starts", source.Crawls.Starts);
        report.Add("log_worker_written", source.Watch.LinesPublished);
        report.Add("log_watcher_skipped", source.Watch.LinesSkipped);
        report.Add("log_watcher_sent", source.Watch.LinesSent);
        report.Add("log_watchers", source.Watch.Watchers);
        if (source.Options.TlsEnabled && transport is { } totals)
            report.Add("ssl_handshake_errors", totals.HandshakesFailed - zero.HandshakesFailed);
    }

    private void AddItems(StatsReport report, in EngineStats engine)
    {
        report.Add("bytes", engine.ItemBytes);
        report.Add("curr_items", engine.Items);
        report.Add("total_items", engine.ItemsStoredTotal);
        report.Add("expired_unfetched", engine.ExpiredUnfetched);
        report.Add("evicted_unfetched", engine.EvictedUnfetched);
        report.Add("evicted_active", engine.EvictedActive);
        report.Add("evictions", engine.Evictions);
        report.Add("reclaimed", engine.Reclaimed);
        report.Add("crawler_items_checked", source.Crawls.ItemsChecked);
    }
}
