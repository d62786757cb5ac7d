namespace FromScratch.Protocols.Resp.Commands;

/// <summary>What a command does and when it is allowed; in the order in which COMMAND INFO names them.</summary>
[Flags]
public enum CommandFlags : ushort
{
    None = 0,
    Write = 1 << 0,
    ReadOnly = 1 << 1,

    /// <summary>May make the data grow: refused when memory is full.</summary>
    DenyOutOfMemory = 1 << 2,
    Admin = 1 << 3,
    PubSub = 1 << 4,
    NoScript = 1 << 5,

    /// <summary>Allowed while the data is being loaded.</summary>
    Loading = 1 << 6,

    /// <summary>Allowed on a follower that has lost its leader.</summary>
    Stale = 1 << 7,
    SkipSlowLog = 1 << 8,
    Fast = 1 << 9,

    /// <summary>Allowed before the client has authenticated.</summary>
    NoAuth = 1 << 10,
    NoAsyncLoading = 1 << 11,
    NoMulti = 1 << 12,
    AllowBusy = 1 << 13,
}

public static class CommandFlagNames
{
    private static readonly string[] Names =
    [
        "write", "readonly", "denyoom", "admin", "pubsub", "noscript", "loading", "stale", "skip_slowlog", "fast", "no_auth",
        "no_async_loading", "no_multi", "allow_busy",
    ];

    /// <summary>The names that COMMAND INFO lists.</summary>
    public static IEnumerable<string> Of(CommandFlags flags) => Names.Where((_, bit) => ((int)flags & (1 << bit)) != 0);
}
