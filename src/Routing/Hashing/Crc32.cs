namespace FromScratch.Routing.Hashing;

/// <summary>CRC-32 (IEEE 802.3) and the 15 bits of it that libmemcached's "crc" keeps.</summary>
internal static class Crc32
{
    public static uint Hash(ReadOnlySpan<byte> key) => System.IO.Hashing.Crc32.HashToUInt32(key);

    public static uint HashBits15(ReadOnlySpan<byte> key) => (Hash(key) >> 16) & 0x7fff;
}
