namespace FromScratch.Cache.Admin.Watch;

/// <summary>What a watcher asks for (protocol.txt, "Watchers").</summary>
[Flags]
public enum WatchKinds : byte
{
    None = 0,
    Fetchers = 1,
    Mutations = 2,
    Evictions = 4,
    Connections = 8,
    Deletions = 16,

    /// <summary>
    /// Accepted for the sake of scripts; nothing of this kind happens here (rawcmds, sysevents, proxyreqs, proxyevents, proxyuser).
    /// </summary>
    Silent = 32,
}
