using System.Numerics;
using System.Runtime.InteropServices;

namespace FromScratch.KeyValue.Commands.Bits;

/// <summary>Questions about the bits of a value. Bit 0 is the highest of the first byte; ranges include their last bit.</summary>
internal static class BitSpan
{
    public static bool IsSet(ReadOnlySpan<byte> bytes, long bit) => (bytes[(int)(bit >> 3)] & (0x80 >> (int)(bit & 7))) != 0;

    public static long CountOnes(ReadOnlySpan<byte> bytes, long firstBit, long lastBit)
    {
        var (first, last) = ((int)(firstBit >> 3), (int)(lastBit >> 3));
        var firstMask = 0xFFu >> (int)(firstBit & 7);
        var lastMask = 0xFFu << (7 - (int)(lastBit & 7)) & 0xFF;
        if (first == last)
            return BitOperations.PopCount(bytes[first] & firstMask & lastMask);
        return BitOperations.PopCount(bytes[first] & firstMask)
            + CountOnes(bytes[(first + 1)..last])
            + BitOperations.PopCount(bytes[last] & lastMask);
    }

    /// <summary>The first bit of that state; -1 = there is none.</summary>
    public static long Find(ReadOnlySpan<byte> bytes, bool isSet, long firstBit, long lastBit)
    {
        for (; (firstBit & 7) != 0; firstBit++)
        {
            if (firstBit > lastBit)
                return -1;
            if (IsSet(bytes, firstBit) == isSet)
                return firstBit;
        }

        if (firstBit > lastBit)
            return -1;
        var from = (int)(firstBit >> 3);
        var whole = bytes[from..((int)(lastBit >> 3) + 1)];
        var at = whole.IndexOfAnyExcept(isSet ? (byte)0 : (byte)0xFF);
        if (at < 0)
            return -1;
        var wanted = isSet ? whole[at] : (byte)~whole[at];
        var found = ((from + (long)at) << 3) + BitOperations.LeadingZeroCount((uint)wanted << 24);
        return found <= lastBit ? found : -1;
    }

    private static long CountOnes(ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        long count = 0;
        foreach (var word in words)
            count += BitOperations.PopCount(word);
        foreach (var rest in bytes[(words.Length * sizeof(ulong))..])
            count += BitOperations.PopCount(rest);
        return count;
    }
}
