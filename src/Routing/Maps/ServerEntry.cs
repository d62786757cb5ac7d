using System.Globalization;

namespace FromScratch.Routing.Maps;

/// <summary>
/// One server of a pool as a ring sees it: the text that is hashed for its points, and its weight (at least 1, relative to the others).
/// </summary>
public readonly record struct ServerEntry
{
    private const int MemcachedDefaultPort = 11211;

    private ServerEntry(string ringName, int weight)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(weight, 1);
        RingName = ringName;
        Weight = weight;
    }

    /// <summary>The text before the dash of each hashed point.</summary>
    public string RingName { get; }

    /// <summary>Share of the ring relative to the other servers.</summary>
    public int Weight { get; }

    /// <summary>A server known by address. Clients of old leave memcached's default port out of the hashed text, so it is left out here.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The weight is under 1.</exception>
    public static ServerEntry FromAddress(string host, int port, int weight = 1) =>
        new(port == MemcachedDefaultPort ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{port}"), weight);

    /// <summary>A server known by a name of its own (twemproxy's fourth field), so that its address may change without moving keys.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The weight is under 1.</exception>
    public static ServerEntry FromName(string name, int weight = 1) => new(name, weight);
}
