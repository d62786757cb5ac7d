using System.Globalization;
using System.Text;
using FromScratch.Routing.Hashing;

namespace FromScratch.Routing.Maps;

/// <summary>
/// libmemcached's plain KETAMA: 100 points per server, each the key hash of "name-i", weights ignored. Not the same ring as
/// <see cref="WeightedKetamaMap"/> with equal weights.
/// </summary>
public sealed class KetamaMap : IServerMap
{
    private const int PointsPerServer = 100;

    private readonly Continuum _continuum;
    private readonly KeyHash _keyHash;

    /// <exception cref="ArgumentException">There is no server.</exception>
    public KetamaMap(IReadOnlyList<ServerEntry> servers, KeyHash keyHash = KeyHash.OneAtATime)
    {
        ArgumentNullException.ThrowIfNull(servers);
        ArgumentOutOfRangeException.ThrowIfZero(servers.Count, nameof(servers));
        ServerCount = servers.Count;
        _keyHash = keyHash;

        var points = new List<uint>(servers.Count * PointsPerServer);
        var owners = new List<int>(servers.Count * PointsPerServer);
        for (var index = 0; index < servers.Count; index++)
        {
            for (var i = 0; i < PointsPerServer; i++)
            {
                var text = string.Create(CultureInfo.InvariantCulture, $"{servers[index].RingName}-{i}");
                points.Add(KeyHasher.Compute(keyHash, Encoding.UTF8.GetBytes(text)));
                owners.Add(index);
            }
        }

        _continuum = new Continuum(points, owners);
    }

    /// <inheritdoc/>
    public int ServerCount { get; }

    /// <inheritdoc/>
    public int FindServer(ReadOnlySpan<byte> key) => ServerCount == 1 ? 0 : _continuum.FindOwner(KeyHasher.Compute(_keyHash, key));
}
