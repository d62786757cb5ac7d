namespace FromScratch.LoadGen.Workload;

/// <summary>
/// Value bytes as a pure function of key and size: a window into one fixed block of noise, its start chosen by a hash of both. Writing
/// is one copy, checking one compare. A value that belongs to another key passes with a chance of 1 in <see cref="Windows"/>.
/// </summary>
public sealed class ValuePattern
{
    public const int Windows = 64 * 1024;

    private readonly byte[] _noise;

    public ValuePattern(int valueBytesMax)
    {
        _noise = new byte[Windows + valueBytesMax + sizeof(ulong)];
        var random = new SeededRandom(0x5EED);
        for (var at = 0; at + sizeof(ulong) <= _noise.Length; at += sizeof(ulong))
            BitConverter.TryWriteBytes(_noise.AsSpan(at), random.Next());
    }

    public ReadOnlySpan<byte> Of(long key, int sizeBytes)
    {
        var start = SeededRandom.Mix((ulong)key ^ ((ulong)sizeBytes << 44)) % Windows;
        return _noise.AsSpan((int)start, sizeBytes);
    }
}
