namespace FromScratch.Conformance.Tests.Servers;

/// <summary>The two servers that every conversation is held with.</summary>
public enum ServerKind
{
    FromScratch,
    Memcached,
}
