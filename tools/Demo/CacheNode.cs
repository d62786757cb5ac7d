namespace FromScratch.Demo;

/// <summary>A cache node of the pool, running or not.</summary>
public sealed record CacheNode(string Name, string Host, int Port);
