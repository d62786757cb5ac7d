namespace FromScratch.Routing.Hashing;

/// <summary>
/// The four FNV variants of the C clients. They read signed chars, so a byte from 0x80 up enters as a sign-extended word.
/// </summary>
internal static class Fnv
{
    private const ulong Basis64 = 0xcbf29ce484222325;
    private const ulong Prime64 = 0x100000001b3;
    private const uint Basis32 = 2166136261;
    private const uint Prime32 = 16777619;

    public static uint Hash1Bits64(ReadOnlySpan<byte> key)
    {
        var hash = Basis64;
        foreach (var b in key)
        {
            hash *= Prime64;
            hash ^= (ulong)(sbyte)b;
        }

        return (uint)hash;
    }

    public static uint Hash1aBits64(ReadOnlySpan<byte> key)
    {
        var hash = unchecked((uint)Basis64);
        foreach (var b in key)
        {
            hash ^= (uint)(sbyte)b;
            hash *= unchecked((uint)Prime64);
        }

        return hash;
    }

    public static uint Hash1Bits32(ReadOnlySpan<byte> key)
    {
        var hash = Basis32;
        foreach (var b in key)
        {
            hash *= Prime32;
            hash ^= (uint)(sbyte)b;
        }

        return hash;
    }

    public static uint Hash1aBits32(ReadOnlySpan<byte> key)
    {
        var hash = Basis32;
        foreach (var b in key)
        {
            hash ^= (uint)(sbyte)b;
            hash *= Prime32;
        }

        return hash;
    }
}
