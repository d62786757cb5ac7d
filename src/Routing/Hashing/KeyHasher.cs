namespace FromScratch.Routing.Hashing;

/// <summary>Computes a <see cref="KeyHash"/>. Stateless, no allocation.</summary>
public static class KeyHasher
{
    /// <summary>The 32-bit hash of <paramref name="key"/> (any length, any bytes).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="function"/> is not a defined function.</exception>
    public static uint Compute(KeyHash function, ReadOnlySpan<byte> key) => function switch
    {
        KeyHash.OneAtATime => OneAtATime.Hash(key),
        KeyHash.Md5 => Md5.Hash(key),
        KeyHash.Crc32 => Crc32.HashBits15(key),
        KeyHash.Crc32a => Crc32.Hash(key),
        KeyHash.Fnv1Bits64 => Fnv.Hash1Bits64(key),
        KeyHash.Fnv1aBits64 => Fnv.Hash1aBits64(key),
        KeyHash.Fnv1Bits32 => Fnv.Hash1Bits32(key),
        KeyHash.Fnv1aBits32 => Fnv.Hash1aBits32(key),
        KeyHash.Murmur => Murmur2.Hash(key),
        KeyHash.Jenkins => Lookup3.Hash(key),
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, "not a key hash function"),
    };
}
