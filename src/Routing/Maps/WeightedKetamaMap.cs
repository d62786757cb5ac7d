using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using FromScratch.Routing.Hashing;

namespace FromScratch.Routing.Maps;

/// <summary>
/// Weighted ketama: libmemcached's KETAMA_WEIGHTED and twemproxy's "ketama". About 160 points per server, four from each MD5 digest of
/// "name-i". Adding or removing a server of a pool with equal weights moves only the keys of the arcs that change hands.
/// </summary>
public sealed class WeightedKetamaMap : IServerMap
{
    private const int PointsPerServer = 160;
    private const int PointsPerDigest = 4;

    private readonly Continuum _continuum;
    private readonly KeyHash _keyHash;

    /// <param name="servers">The live servers; the order only breaks ties.</param>
    /// <param name="keyHash">libmemcached always takes MD5 here; twemproxy takes what its "hash" says.</param>
    /// <exception cref="ArgumentException">There is no server, or the weights leave all of them without a point.</exception>
    public WeightedKetamaMap(IReadOnlyList<ServerEntry> servers, KeyHash keyHash = KeyHash.Md5)
    {
        ArgumentNullException.ThrowIfNull(servers);
        ArgumentOutOfRangeException.ThrowIfZero(servers.Count, nameof(servers));
        ServerCount = servers.Count;
        _keyHash = keyHash;

        var weightTotal = servers.Sum(server => (long)server.Weight);
        var points = new List<uint>(servers.Count * PointsPerServer);
        var owners = new List<int>(servers.Count * PointsPerServer);
        for (var i = 0; i < servers.Count; i++)
            AddPoints(servers[i], i, DigestCount(servers[i].Weight, weightTotal, servers.Count), points, owners);
        _continuum = new Continuum(points, owners);
        if (_continuum.PointCount == 0)
            throw new ArgumentException("the weights leave no server with a point on the ring", nameof(servers));
    }

    /// <inheritdoc/>
    public int ServerCount { get; }

    /// <summary>Points on the circle, over all servers.</summary>
    public int PointCount => _continuum.PointCount;

    /// <inheritdoc/>
    public int FindServer(ReadOnlySpan<byte> key) => ServerCount == 1 ? 0 : _continuum.FindOwner(KeyHasher.Compute(_keyHash, key));

    /// <summary>Single precision on purpose: the rounding decides how many points a server gets, and every client must agree on it.</summary>
    private static int DigestCount(int weight, long weightTotal, int serverCount)
    {
        var share = weight / (float)weightTotal;
        var digests = share * PointsPerServer / PointsPerDigest * serverCount;
        return (int)MathF.Floor((float)(digests + 0.0000000001));
    }

    private static void AddPoints(ServerEntry server, int index, int digestCount, List<uint> points, List<int> owners)
    {
        Span<byte> digest = stackalloc byte[Md5.DigestBytes];
        for (var i = 0; i < digestCount; i++)
        {
            Md5.Digest(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{server.RingName}-{i}")), digest);
            for (var offset = 0; offset < digest.Length; offset += sizeof(uint))
            {
                points.Add(BinaryPrimitives.ReadUInt32LittleEndian(digest[offset..]));
                owners.Add(index);
            }
        }
    }
}
