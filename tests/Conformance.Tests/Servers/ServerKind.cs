namespace FromScratch.Conformance.Tests.Servers;

/// <summary>The servers that conversations are held with, each of ours beside the one it stands in for.</summary>
public enum ServerKind
{
    /// <summary>fromscratch-cache.</summary>
    FromScratch,
    Memcached,

    /// <summary>fromscratch-kv.</summary>
    KeyValue,
    Redis,
}
