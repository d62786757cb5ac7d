namespace FromScratch.Compare.Servers;

/// <summary>What both sides are started with.</summary>
/// <param name="MemoryMegabytes">-m</param>
/// <param name="Threads">-t</param>
/// <param name="Eviction">Our --eviction; null for the default, and never given to the peer.</param>
public sealed record ServerSettings(int MemoryMegabytes, int Threads, string? Eviction = null);
