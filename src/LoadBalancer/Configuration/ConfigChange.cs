namespace FromScratch.LoadBalancer.Configuration;

/// <summary>One thing that a reload does.</summary>
/// <param name="Kind">What it needs.</param>
/// <param name="Subject">Names of listener or backend, and of the server in it; empty for the whole process.</param>
/// <param name="Text">In words, one line, for the log.</param>
public sealed record ConfigChange(ConfigChangeKind Kind, string Subject, string Text);

public enum ConfigChangeKind : byte
{
    ListenerAdded,

    /// <summary>It stops accepting; its connections are served to their end.</summary>
    ListenerRemoved,

    /// <summary>Another address or protocol: the old socket is closed, its connections are served to their end.</summary>
    ListenerReopened,

    /// <summary>Counts for its next request or connection.</summary>
    ListenerChanged,
    BackendAdded,
    BackendRemoved,
    BackendChanged,
    ServerAdded,

    /// <summary>It gets nothing new; what it has is finished.</summary>
    ServerRemoved,

    /// <summary>Another address: its connections and its health begin anew.</summary>
    ServerMoved,
    ServerChanged,
    LimitsChanged,
    AccessLogChanged,
}
