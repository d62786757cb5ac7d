namespace FromScratch.Launcher.Topology;

/// <summary>What all nodes of a role have in common.</summary>
internal sealed record RoleSpec(string Name, string? Project, string Command, IReadOnlyList<string> Args,
    IReadOnlyDictionary<string, string> Env, ReadyKind Ready, NodeProtocol Protocol);

/// <summary>How it is found out that a node serves.</summary>
internal enum ReadyKind
{
    /// <summary>GET /readyz on the admin port answers 200.</summary>
    Readyz,

    /// <summary>memcached's version command is answered.</summary>
    Version,

    /// <summary>A connection is accepted.</summary>
    Tcp,
}

/// <summary>What the launcher itself can speak with a node.</summary>
internal enum NodeProtocol
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>memcached's text protocol: statistics, and the demo's pool.</summary>
    Memcached,

    /// <summary>Redis's protocol: INFO.</summary>
    Resp,
}
