namespace FromScratch.Routing.Maps;

/// <summary>Which server holds a key. Immutable and safe to share between threads; a changed pool is a new map.</summary>
public interface IServerMap
{
    /// <summary>Number of servers the map was made of, at least 1.</summary>
    int ServerCount { get; }

    /// <summary>Index, in the order given at construction, of the server that holds <paramref name="key"/>. Does not allocate.</summary>
    int FindServer(ReadOnlySpan<byte> key);
}
