namespace FromScratch.Routing.Hashing;

/// <summary>Bob Jenkins' one-at-a-time hash as C clients compute it: bytes from 0x80 up are sign-extended, because they read a plain char.</summary>
internal static class OneAtATime
{
    public static uint Hash(ReadOnlySpan<byte> key)
    {
        uint hash = 0;
        foreach (var b in key)
        {
            hash += (uint)(sbyte)b;
            hash += hash << 10;
            hash ^= hash >> 6;
        }

        hash += hash << 3;
        hash ^= hash >> 11;
        hash += hash << 15;
        return hash;
    }
}
