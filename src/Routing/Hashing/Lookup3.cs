using System.Buffers.Binary;
using static System.Numerics.BitOperations;

namespace FromScratch.Routing.Hashing;

/// <summary>Bob Jenkins' lookup3 (hashlittle), initial value 13: the "jenkins" of libmemcached and twemproxy.</summary>
internal static class Lookup3
{
    private const uint InitialValue = 13;
    private const int BlockBytes = 12;

    public static uint Hash(ReadOnlySpan<byte> key)
    {
        uint a, b, c;
        a = b = c = 0xdeadbeef + (uint)key.Length + InitialValue;
        for (; key.Length > BlockBytes; key = key[BlockBytes..])
        {
            Add(key, ref a, ref b, ref c);
            Mix(ref a, ref b, ref c);
        }

        if (key.IsEmpty)
            return c;

        Span<byte> last = stackalloc byte[BlockBytes];
        last.Clear();
        key.CopyTo(last);
        Add(last, ref a, ref b, ref c);
        return Final(a, b, c);
    }

    private static void Add(ReadOnlySpan<byte> block, ref uint a, ref uint b, ref uint c)
    {
        a += BinaryPrimitives.ReadUInt32LittleEndian(block);
        b += BinaryPrimitives.ReadUInt32LittleEndian(block[4..]);
        c += BinaryPrimitives.ReadUInt32LittleEndian(block[8..]);
    }

    private static void Mix(ref uint a, ref uint b, ref uint c)
    {
        a = (a - c) ^ RotateLeft(c, 4);
        c += b;
        b = (b - a) ^ RotateLeft(a, 6);
        a += c;
        c = (c - b) ^ RotateLeft(b, 8);
        b += a;
        a = (a - c) ^ RotateLeft(c, 16);
        c += b;
        b = (b - a) ^ RotateLeft(a, 19);
        a += c;
        c = (c - b) ^ RotateLeft(b, 4);
        b += a;
    }

    private static uint Final(uint a, uint b, uint c)
    {
        c = (c ^ b) - RotateLeft(b, 14);
        a = (a ^ c) - RotateLeft(c, 11);
        b = (b ^ a) - RotateLeft(a, 25);
        c = (c ^ b) - RotateLeft(b, 16);
        a = (a ^ c) - RotateLeft(c, 4);
        b = (b ^ a) - RotateLeft(a, 14);
        return (c ^ b) - RotateLeft(b, 24);
    }
}
