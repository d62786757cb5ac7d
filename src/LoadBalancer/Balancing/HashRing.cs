using System.IO.Hashing;
using System.Text;
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
            var name = Encoding.UTF8.GetBytes(Servers[i].Name);
            for (var point = 0; point < Weights[i] * perWeight; point++, at++)
                (_points[at], _owners[at]) = (XxHash3.HashToUInt64(name, seed: point), i);
        }

        Array.Sort(_points, _owners);
    }

    public Server[] Servers { get; }

    public int[] Weights { get; }

    public int Points => _points.Length;

    /// <summary>Place of the first point at or behind the hash, whose bits are uniform already.</summary>
    public int Find(ulong hash)
    {
        var place = Array.BinarySearch(_points, hash);
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
}
