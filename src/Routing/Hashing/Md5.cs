using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FromScratch.Routing.Hashing;

/// <summary>MD5 as a spreading function. Nothing secret hangs on it: it is what deployed ketama rings are made of.</summary>
internal static class Md5
{
    /// <summary>Length of a digest; a ring takes four points of 32 bits from one.</summary>
    public const int DigestBytes = MD5.HashSizeInBytes;

    public static uint Hash(ReadOnlySpan<byte> key)
    {
        Span<byte> digest = stackalloc byte[DigestBytes];
        Digest(key, digest);
        return BinaryPrimitives.ReadUInt32LittleEndian(digest);
    }

    public static void Digest(ReadOnlySpan<byte> key, Span<byte> digest)
    {
#pragma warning disable CA5351 // Not used for security: wire compatibility with existing clients.
        MD5.HashData(key, digest);
#pragma warning restore CA5351
    }
}
