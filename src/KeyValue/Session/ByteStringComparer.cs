using System.IO.Hashing;

namespace FromScratch.KeyValue.Session;

/// <summary>Byte arrays as keys of dictionaries that are looked up by spans.</summary>
internal sealed class ByteStringComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static ByteStringComparer Instance { get; } = new();

    /// <summary>Nobody outside can know it, so nobody can choose names that collide.</summary>
    private static readonly long Seed = ((long)Guid.NewGuid().GetHashCode() << 32) ^ Guid.NewGuid().GetHashCode();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)XxHash3.HashToUInt64(alternate, Seed);

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
}
