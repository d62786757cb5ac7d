using FromScratch.LoadBalancer.Backends;

namespace FromScratch.LoadBalancer.Balancing;

/// <summary>
/// Points of servers on a circle of 64 bits: a request belongs to the next point. A server that leaves gives up its own points only, so
/// that nothing moves between the others. Points depend on the server's name, not on the order of the list.
/// </summary>
internal sealed class HashRing
{
    private const int PointsPerWeight = 100;
    private const int PointsMax = 1 << 16;
    private readonly ulong[] _points;
    private readonly int[] _owners;

    public HashRing(IReadOnlyList<Server> servers)
    {
        Servers = [.. servers];
        Weights = [.. servers.Select(server => server.Weight)];
        var perWeight = Math.Max(1, Math.Min(PointsPerWeight, PointsMax / Math.Max(1, Weights.Sum())));
        _points = new ulong[Weights.Sum(weight => weight * perWeight)];
        _owners = new int[_points.Length];
        var at = 0;
        for (var i = 0; i < Servers.Length; i++)
        {
            var name = NameHash(Servers[i].Name);
            for (var point = 0; point < Weights[i] * perWeight; point++, at++)
                (_points[at], _owners[at]) = (Mix(name + (ulong)point * 0x9E3779B97F4A7C15), i);
        }

        Array.Sort(_points, _owners);
    }

    public Server[] Servers { get; }

    public int[] Weights { get; }

    public int Points => _points.Length;

    /// <summary>Place of the first point at or behind the hash.</summary>
    public int Find(ulong hash)
    {
        var place = Array.BinarySearch(_points, Mix(hash));
        if (place < 0)
            place = ~place;
        return place == _points.Length ? 0 : place;
    }

    public int OwnerAt(int place) => _owners[place];

    public int After(int place) => place + 1 == _points.Length ? 0 : place + 1;

    /// <summary>Whether the ring is still right for these servers.</summary>
    public bool IsOf(IReadOnlyList<Server> servers)
    {
        if (servers.Count != Servers.Length)
            return false;
        for (var i = 0; i < Servers.Length; i++)
        {
            if (servers[i] != Servers[i] || servers[i].Weight != Weights[i])
                return false;
        }

        return true;
    }

    private static ulong NameHash(string name)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in name)
            hash = (hash ^ c) * 1099511628211UL;
        return hash;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
