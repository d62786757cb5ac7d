using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace FromScratch.Core;

/// <summary>
/// Random numbers from a seed: the same seed gives the same numbers on every machine and runtime, so a failing run can be replayed.
/// SplitMix64 (Steele, Lea, Flood 2014); not for secrets. Not safe for concurrent use: one per thread.
/// </summary>
public sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    public ulong Seed { get; } = seed;

    /// <summary>
    /// A seed that nobody outside can know. A new GUID comes from the kernel's generator and, unlike a call of the cryptography library,
    /// does not load OpenSSL's megabytes into a server that may never need them.
    /// </summary>
    public static ulong FreshSeed()
    {
        var guid = Guid.NewGuid();
        var halves = MemoryMarshal.Cast<Guid, ulong>(MemoryMarshal.CreateReadOnlySpan(ref guid, 1));
        return halves[0] ^ ulong.RotateLeft(halves[1], 32);
    }

    /// <summary>All 64 bits uniform.</summary>
    public ulong NextUInt64()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, <paramref name="exclusiveMax"/>).</summary>
    public int NextInt32(int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMax);
        return (int)Math.BigMul(NextUInt64(), (ulong)exclusiveMax, out _);
    }

    /// <summary>Uniform in [<paramref name="min"/>, <paramref name="exclusiveMax"/>).</summary>
    public int NextInt32(int min, int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(min, exclusiveMax);
        return (int)(min + (long)Math.BigMul(NextUInt64(), (ulong)((long)exclusiveMax - min), out _));
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True with probability <paramref name="probability"/>.</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    public void Fill(Span<byte> bytes)
    {
        Span<byte> last = stackalloc byte[sizeof(ulong)];
        while (bytes.Length >= sizeof(ulong))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, NextUInt64());
            bytes = bytes[sizeof(ulong)..];
        }

        BinaryPrimitives.WriteUInt64LittleEndian(last, NextUInt64());
        last[..bytes.Length].CopyTo(bytes);
    }
}
