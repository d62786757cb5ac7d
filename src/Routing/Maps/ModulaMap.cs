using FromScratch.Routing.Hashing;

namespace FromScratch.Routing.Maps;

/// <summary>Hash modulo server count: even, and nearly every key moves when a server is added. libmemcached's default distribution.</summary>
public sealed class ModulaMap : IServerMap
{
    private readonly KeyHash _keyHash;

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="serverCount"/> is under 1.</exception>
    public ModulaMap(int serverCount, KeyHash keyHash = KeyHash.OneAtATime)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(serverCount, 1);
        ServerCount = serverCount;
        _keyHash = keyHash;
    }

    /// <inheritdoc/>
    public int ServerCount { get; }

    /// <inheritdoc/>
    public int FindServer(ReadOnlySpan<byte> key) =>
        ServerCount == 1 ? 0 : (int)(KeyHasher.Compute(_keyHash, key) % (uint)ServerCount);
}
