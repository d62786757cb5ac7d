namespace FromScratch.Routing.Hashing;

/// <summary>
/// Key hash functions by the names that memcached clients and proxies use in their configuration. All give 32 bits and are bit-compatible with
/// libmemcached 1.x and twemproxy, oddities included, because a client and a proxy that disagree on one bit disagree on where a key lives.
/// </summary>
public enum KeyHash
{
    /// <summary>Jenkins' one-at-a-time: libmemcached's default.</summary>
    OneAtATime,

    /// <summary>First four bytes, little-endian, of the MD5 digest: the ketama hash.</summary>
    Md5,

    /// <summary>libmemcached's "crc": bits 16 to 30 of CRC-32, so only 15 bits wide.</summary>
    Crc32,

    /// <summary>The whole CRC-32 (IEEE), twemproxy's "crc32a".</summary>
    Crc32a,

    /// <summary>64-bit FNV-1, the low half of the result.</summary>
    Fnv1Bits64,

    /// <summary>FNV-1a with the 64-bit constants cut to 32 bits before hashing: what both C projects call "fnv1a_64".</summary>
    Fnv1aBits64,

    /// <summary>32-bit FNV-1.</summary>
    Fnv1Bits32,

    /// <summary>32-bit FNV-1a.</summary>
    Fnv1aBits32,

    /// <summary>32-bit MurmurHash2, seed 0xdeadbeef times the length.</summary>
    Murmur,

    /// <summary>Jenkins' lookup3, initial value 13.</summary>
    Jenkins,
}
