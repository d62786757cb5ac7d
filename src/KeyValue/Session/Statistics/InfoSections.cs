using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using FromScratch.KeyValue.Session.Settings;

namespace FromScratch.KeyValue.Session.Statistics;

/// <summary>The sections of INFO. A figure that this server does not have is absent.</summary>
internal static class InfoSections
{
    public static void Write(InfoText text, string section, KeyValueContext context)
    {
        switch (section)
        {
            case "server":
                Server(text, context);
                break;
            case "clients":
                Clients(text, context);
                break;
            case "memory":
                Memory(text, context);
                break;
            case "persistence":
                Persistence(text, context);
                break;
            case "stats":
                Stats(text, context);
                break;
            case "replication":
                Replication(text, context);
                break;
            case "cpu":
                Processor(text);
                break;
            case "commandstats":
                Commands(text, context);
                break;
            case "errorstats":
                Errors(text, context);
                break;
            default:
                Keyspace(text, context);
                break;
        }
    }

    private static void Server(InfoText text, KeyValueContext context)
    {
        var uptime = (long)context.Time.GetElapsedTime(context.StartedTimestamp).TotalSeconds;
        text.Section("Server");
        text.Add("redis_version", KeyValueContext.RedisVersion);
        text.Add("fromscratch_version", typeof(InfoSections).Assembly.GetName().Version?.ToString(3) ?? "0");
        text.Add("redis_mode", "standalone");
        text.Add("os", RuntimeInformation.OSDescription);
        text.Add("arch_bits", IntPtr.Size * 8);
        text.Add("process_id", Environment.ProcessId);
        text.Add("run_id", context.RunId);
        text.Add("tcp_port", context.TcpPort);
        text.Add("server_time_usec", context.NowUnixMs * 1000);
        text.Add("uptime_in_seconds", uptime);
        text.Add("uptime_in_days", uptime / 86400);
        text.Add("executable", Environment.ProcessPath ?? "");
    }

    private static void Clients(InfoText text, KeyValueContext context)
    {
        text.Section("Clients");
        text.Add("connected_clients", context.Clients.Count);
        text.Add("maxclients", context.Options.MaxClients);
        text.Add("blocked_clients", context.Clients.All.LongCount(static session => session.IsDeferred));
    }

    private static void Memory(InfoText text, KeyValueContext context)
    {
        text.Section("Memory");
        text.AddBytes("used_memory", context.Store.Keys.BytesUsed);
        text.AddBytes("used_memory_rss", Environment.WorkingSet);
        text.AddBytes("total_system_memory", GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        text.AddBytes("maxmemory", context.Settings.MaxMemoryBytes);
        text.Add("maxmemory_policy", OptionWords.Of(context.Settings.MaxMemoryPolicy));
        text.Add("mem_allocator", "fromscratch");
    }

    private static void Persistence(InfoText text, KeyValueContext context)
    {
        var stats = context.Store.Stats;
        text.Section("Persistence");
        text.Add("loading", 0);
        text.Add("rdb_changes_since_last_save", stats.ChangesSinceSnapshot);
        text.Add("rdb_bgsave_in_progress", stats.SnapshotUnderWay);
        text.Add("rdb_last_save_time", stats.LastSnapshotUnixSeconds);
        text.Add("rdb_last_bgsave_status", stats.LastSnapshotFailed ? "err" : "ok");
        text.Add("aof_enabled", context.Options.AppendOnly);
        text.Add("aof_rewrite_in_progress", 0);
        text.Add("aof_last_write_status", stats.DiskFull || stats.LogFailure is not null ? "err" : "ok");
        text.Add("log_bytes", stats.LogBytes);
        text.Add("log_first_index", (long)stats.FirstIndex);
        text.Add("log_appended_index", (long)stats.AppendedIndex);
        text.Add("log_durable_index", (long)stats.DurableIndex);
        text.Add("log_applied_index", (long)stats.AppliedIndex);
        text.Add("log_syncs", stats.Syncs);
    }

    private static void Stats(InfoText text, KeyValueContext context)
    {
        var stats = context.Store.Stats;
        text.Section("Stats");
        if (context.Transport?.Invoke() is { } transport)
        {
            text.Add("total_connections_received", transport.Total.ConnectionsTotal);
            text.Add("rejected_connections", transport.ConnectionsRejected);
            text.Add("total_net_input_bytes", transport.Total.BytesRead);
            text.Add("total_net_output_bytes", transport.Total.BytesWritten);
            text.Add("total_reads_processed", transport.Total.Reads);
            text.Add("total_writes_processed", transport.Total.Writes);
        }

        text.Add("total_commands_processed", context.Counters.Commands);
        text.Add("instantaneous_ops_per_sec", context.Rate.PerSecond);
        text.Add("expired_keys", stats.KeysExpired);
        text.Add("evicted_keys", stats.KeysEvicted);
        text.Add("keyspace_hits", stats.KeyHits);
        text.Add("keyspace_misses", stats.KeyMisses);
        text.Add("pubsub_channels", context.PubSub.ChannelCount);
        text.Add("pubsub_patterns", context.PubSub.PatternCount);
        text.Add("acl_access_denied_auth", context.Counters.AuthFailures);
        text.Add("acl_access_denied_cmd", context.Counters.AccessDenied);
        text.Add("total_error_replies", context.Counters.ErrorReplies);
        text.Add("pubsub_slow_readers_closed", context.Counters.SlowReadersClosed);
    }

    private static void Replication(InfoText text, KeyValueContext context)
    {
        var stats = context.Store.Stats;
        text.Section("Replication");
        text.Add("role", stats.IsLeader ? "master" : "slave");
        var view = new ReplicationView(context.Store);
        if (stats.IsLeader)
            ReplicaLines(text, view);
        else
            LeaderLines(text, view);
        text.Add("master_failover_state", view.IsTransferring ? "failover-in-progress" : "no-failover");
        text.Add("master_replid", view.HistoryId ?? context.ReplicationId);
        text.Add("master_repl_offset", (long)stats.AppliedIndex);
        text.Add("term", (long)stats.Term);
        if (MirrorView.Of(context) is not { } mirror)
            return;
        text.Add("mirror_upstream", mirror.Upstream);
        text.Add("mirror_phase", mirror.Phase);
        text.Add("mirror_index", (long)mirror.Index);
        text.Add("mirror_lag_entries", mirror.LagEntries);
        text.Add("mirror_lag_ms", mirror.LagMs);
        text.Add("mirror_error", mirror.Error ?? "");
    }

    private static void ReplicaLines(InfoText text, ReplicationView view)
    {
        text.Add("connected_slaves", view.Replicas.Count);
        for (var i = 0; i < view.Replicas.Count; i++)
        {
            var replica = view.Replicas[i];
            text.Add(string.Create(CultureInfo.InvariantCulture, $"slave{i}"), string.Create(
                CultureInfo.InvariantCulture,
                $"ip={replica.Host},port={replica.Port},state=online,offset={replica.Offset},lag={replica.SilentMs / 1000}"));
        }
    }

    private static void LeaderLines(InfoText text, ReplicationView view)
    {
        text.Add("master_host", view.LeaderHost);
        text.Add("master_port", view.LeaderPort);
        text.Add("master_link_status", view.HasLeader ? "up" : "down");
        text.Add("master_last_io_seconds_ago", view.StaleSeconds);
        text.Add("master_sync_in_progress", 0);
        text.Add("slave_read_repl_offset", (long)view.AppliedIndex);
        text.Add("slave_repl_offset", (long)view.AppliedIndex);
        text.Add("slave_priority", 100);
        text.Add("slave_read_only", 0);
        text.Add("connected_slaves", 0);
    }

    private static void Processor(InfoText text)
    {
        var usage = Environment.CpuUsage;
        text.Section("CPU");
        text.Add("used_cpu_sys", usage.PrivilegedTime.TotalSeconds, 6);
        text.Add("used_cpu_user", usage.UserTime.TotalSeconds, 6);
    }

    private static void Commands(InfoText text, KeyValueContext context)
    {
        text.Section("Commandstats");
        foreach (var figures in context.Counters.Used)
        {
            var micros = figures.Nanoseconds / 1000;
            var each = figures.Calls == 0 ? 0 : figures.Nanoseconds / 1000.0 / figures.Calls;
            var time = string.Create(CultureInfo.InvariantCulture, $"usec={micros},usec_per_call={each:F2}");
            text.Add("cmdstat_" + Encoding.ASCII.GetString(figures.Spec.FullName), string.Create(
                CultureInfo.InvariantCulture,
                $"calls={figures.Calls},{time},rejected_calls={figures.Rejected},failed_calls={figures.Failed}"));
        }
    }

    private static void Errors(InfoText text, KeyValueContext context)
    {
        text.Section("Errorstats");
        foreach (var (code, count) in context.Counters.Errors)
            text.Add("errorstat_" + code, string.Create(CultureInfo.InvariantCulture, $"count={count}"));
    }

    private static void Keyspace(InfoText text, KeyValueContext context)
    {
        var keys = context.Store.Keys;
        text.Section("Keyspace");
        if (keys.Count > 0)
            text.Add("db0", string.Create(CultureInfo.InvariantCulture, $"keys={keys.Count},expires={keys.ExpiringCount},avg_ttl=0"));
    }
}
