using System.Collections.Frozen;

namespace FromScratch.Hosts.KeyValue;

/// <summary>
/// Names of Redis 7.0 that only tune its internals, or what it does beside keeping keys: accepted with one warning. Not among them
/// is what somebody may rely on, such as replicaof, aclfile, include or rename-command: those are refused.
/// </summary>
internal static class IgnoredNames
{
    private static readonly FrozenSet<string> s_names = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "protected-mode", "tcp-backlog", "tcp-keepalive", "socket-mark-id", "bind-source-addr", "logfile", "databases", "supervised",
        "always-show-logo", "set-proc-title", "proc-title-template", "locale-collate", "ignore-warnings",
        "stop-writes-on-bgsave-error", "rdbcompression", "rdbchecksum", "dbfilename", "rdb-del-sync-files", "rdb-save-incremental-fsync",
        "sanitize-dump-payload", "replica-serve-stale-data", "replica-read-only", "replica-priority", "replica-lazy-flush",
        "replica-ignore-maxmemory", "replica-ignore-disk-write-errors", "replica-announced", "slave-serve-stale-data", "slave-read-only",
        "slave-priority", "slave-lazy-flush", "slave-ignore-maxmemory", "repl-diskless-sync", "repl-diskless-sync-delay",
        "repl-diskless-sync-max-replicas", "repl-diskless-load", "repl-disable-tcp-nodelay", "repl-backlog-size", "repl-backlog-ttl",
        "repl-timeout", "repl-ping-replica-period", "repl-ping-slave-period", "acllog-max-len", "tracking-table-max-keys",
        "lazyfree-lazy-eviction", "lazyfree-lazy-expire", "lazyfree-lazy-server-del", "lazyfree-lazy-user-del", "lazyfree-lazy-user-flush",
        "oom-score-adj", "oom-score-adj-values", "disable-thp", "appendfilename", "appenddirname", "no-appendfsync-on-rewrite",
        "auto-aof-rewrite-percentage", "auto-aof-rewrite-min-size", "aof-load-truncated", "aof-use-rdb-preamble", "aof-timestamp-enabled",
        "aof-rewrite-incremental-fsync", "aof-disable-auto-gc", "lua-time-limit", "busy-reply-threshold", "latency-monitor-threshold",
        "latency-tracking", "latency-tracking-info-percentiles", "hash-max-listpack-entries", "hash-max-listpack-value",
        "hash-max-ziplist-entries", "hash-max-ziplist-value", "list-max-listpack-size", "list-max-ziplist-size", "list-compress-depth",
        "set-max-intset-entries", "zset-max-listpack-entries", "zset-max-listpack-value", "zset-max-ziplist-entries",
        "zset-max-ziplist-value", "hll-sparse-max-bytes", "stream-node-max-bytes", "stream-node-max-entries", "activerehashing",
        "client-output-buffer-limit", "client-query-buffer-limit", "maxmemory-clients", "proto-max-bulk-len", "hz", "dynamic-hz",
        "jemalloc-bg-thread", "maxmemory-samples", "maxmemory-eviction-tenacity", "active-expire-effort", "lfu-log-factor",
        "lfu-decay-time", "io-threads-do-reads", "crash-log-enabled", "crash-memcheck-enabled", "syslog-enabled", "syslog-ident",
        "syslog-facility", "shutdown-timeout", "shutdown-on-sigint", "shutdown-on-sigterm", "enable-protected-configs",
        "enable-module-command", "propagation-error-behavior", "activedefrag", "active-defrag-ignore-bytes",
        "active-defrag-threshold-lower", "active-defrag-threshold-upper", "active-defrag-cycle-min", "active-defrag-cycle-max",
        "active-defrag-max-scan-fields", "server_cpulist", "bio_cpulist", "aof_rewrite_cpulist", "bgsave_cpulist",
        "tls-session-caching", "tls-session-cache-size", "tls-session-cache-timeout", "tls-prefer-server-ciphers");

    public static bool Contains(string name) => s_names.Contains(name);
}
