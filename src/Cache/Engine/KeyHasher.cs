using System.IO.Hashing;

namespace FromScratch.Cache.Engine;

/// <summary>XxHash3 with the engine's seed. Partitions take the high bits, tags the middle, buckets the low ones.</summary>
internal readonly struct KeyHasher(long seed)
{
    public ulong Hash(ReadOnlySpan<byte> key) => XxHash3.HashToUInt64(key, seed);
}
