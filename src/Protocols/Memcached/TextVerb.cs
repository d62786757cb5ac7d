namespace FromScratch.Protocols.Memcached;

/// <summary>The first word of a command line. The order matters to <see cref="TextVerbs.IsLateCommand"/>.</summary>
public enum TextVerb : byte
{
    Unknown,

    /// <summary>The whole line, its end included, has fewer bytes than the shortest command.</summary>
    TooShort,
    Get,
    Gets,
    Gat,
    Gats,
    Set,
    Add,
    Replace,
    Append,
    Prepend,
    Cas,
    Touch,
    Delete,
    Incr,
    Decr,
    Version,
    Quit,
    MetaGet,
    MetaSet,
    MetaDelete,
    MetaArithmetic,
    MetaDebug,
    MetaNoop,
    Stats,
    Watch,
    FlushAll,
    Verbosity,
    CacheMemlimit,
    Shutdown,
    Slabs,
    Lru,
    LruCrawler,
    RefreshCerts,
    Extstore,
}
