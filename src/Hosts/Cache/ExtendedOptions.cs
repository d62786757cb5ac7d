using System.Collections.Frozen;

namespace FromScratch.Hosts.Cache;

/// <summary>
/// memcached's -o options, name or name=value: taken where they have a meaning here, ignored where they only tune memcached's internals.
/// </summary>
internal static class ExtendedOptions
{
    private static readonly FrozenDictionary<string, string> s_keys = new Dictionary<string, string>
    {
        ["idle_timeout"] = "IdleTimeoutSeconds",
        ["ssl_chain_cert"] = "TlsChainCertificate",
        ["ssl_key"] = "TlsKey",
        ["ssl_ca_cert"] = "TlsCaCertificate",
        ["ssl_verify_mode"] = "TlsVerifyMode",
        ["ssl_min_version"] = "TlsMinVersion",
        ["track_sizes"] = "TrackSizes",
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> s_ignored = FrozenSet.Create(
        "maxconns_fast", "no_maxconns_fast", "hashpower", "hash_algorithm", "tail_repair_time", "no_hashexpand",
        "slab_reassign", "no_slab_reassign", "slab_automove", "no_slab_automove", "slab_automove_ratio",
        "slab_automove_freeratio", "slab_automove_window", "slab_chunk_max", "slab_sizes", "sock_cookie_id",
        "lru_crawler", "no_lru_crawler", "lru_crawler_sleep", "lru_crawler_tocrawl", "lru_maintainer", "no_lru_maintainer", "hot_lru_pct",
        "warm_lru_pct", "hot_max_factor", "warm_max_factor", "temporary_ttl", "no_inline_ascii_resp", "inline_ascii_resp",
        "no_chunked_items", "no_warn_large_item", "worker_logbuf_size", "watcher_logbuf_size", "logger_thread_sleep", "resp_obj_mem_limit",
        "read_buf_mem_limit", "drop_privileges", "no_drop_privileges", "modern", "no_modern", "num_napi_ids", "ssl_wbuf_size",
        "ssl_session_cache", "ssl_kernel_tls", "ssl_keyformat", "ssl_ciphers", "meta_response_old");

    /// <param name="option">One option as given.</param>
    /// <param name="set">Takes a configuration key and its value.</param>
    /// <param name="ignored">Takes the name of an option that means nothing here.</param>
    /// <returns>Null, or what is allowed instead.</returns>
    public static string? Read(string option, Action<string, string?> set, Action<string> ignored)
    {
        var split = option.IndexOf('=', StringComparison.Ordinal);
        var name = split < 0 ? option : option[..split];
        var value = split < 0 ? null : option[(split + 1)..];
        if (s_ignored.Contains(name))
        {
            ignored("-o " + name);
            return null;
        }

        if (!s_keys.TryGetValue(name, out var key))
            return $"memcached's extended options without its flash storage and built-in proxy, so not {name}";
        if (name != "track_sizes" && string.IsNullOrEmpty(value))
            return $"{name}=VALUE";
        set(key, value ?? "true");
        return null;
    }
}
