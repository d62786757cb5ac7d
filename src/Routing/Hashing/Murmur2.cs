using System.Buffers.Binary;

namespace FromScratch.Routing.Hashing;

/// <summary>MurmurHash2, 32 bits (Austin Appleby), with the length-dependent seed of the C clients.</summary>
internal static class Murmur2
{
    private const uint Multiplier = 0x5bd1e995;

    public static uint Hash(ReadOnlySpan<byte> key)
    {
        var length = (uint)key.Length;
        var hash = (0xdeadbeef * length) ^ length;
        for (; key.Length >= 4; key = key[4..])
        {
            var word = BinaryPrimitives.ReadUInt32LittleEndian(key) * Multiplier;
            word ^= word >> 24;
            hash = (hash * Multiplier) ^ (word * Multiplier);
        }

        for (var i = key.Length - 1; i >= 0; i--)
            hash ^= (uint)key[i] << (8 * i);
        if (key.Length > 0)
            hash *= Multiplier;

        hash ^= hash >> 13;
        hash *= Multiplier;
        return hash ^ (hash >> 15);
    }
}
