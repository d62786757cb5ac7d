using System.Buffers.Binary;

namespace FromScratch.KeyValue.Store;

/// <summary>What an entry is; the numbers stand in the log.</summary>
internal enum EntryTag : byte
{
    Commands = 1,
    Conditional = 2,
    Tick = 3,

    /// <summary>Of a group that is a copy of another one: see Mirror/MIRROR.md.</summary>
    Mirror = 4,
}

/// <summary>The payload of an entry; the layout is in DESIGN.md.</summary>
internal static class Entry
{
    public const int PrefixBytes = 16;
    private const int ConditionHeadBytes = 12;

    public static void WritePrefix(Span<byte> to, long timeMs, ulong seed)
    {
        BinaryPrimitives.WriteInt64LittleEndian(to, timeMs);
        BinaryPrimitives.WriteUInt64LittleEndian(to[8..], seed);
    }

    public static long TimeOf(ReadOnlySpan<byte> payload) => BinaryPrimitives.ReadInt64LittleEndian(payload);

    public static ulong SeedOf(ReadOnlySpan<byte> payload) => BinaryPrimitives.ReadUInt64LittleEndian(payload[8..]);

    /// <summary>Bytes of the conditions; none at all when nothing is watched.</summary>
    public static int SizeOf(IReadOnlyList<WatchedKey> watched)
    {
        if (watched.Count == 0)
            return 0;
        var bytes = sizeof(uint);
        foreach (var condition in watched)
            bytes = checked(bytes + ConditionHeadBytes + condition.Key.Length);
        return bytes;
    }

    /// <summary>Writes as many bytes as <see cref="SizeOf"/> says.</summary>
    public static void WriteConditions(Span<byte> to, IReadOnlyList<WatchedKey> watched)
    {
        if (watched.Count == 0)
            return;
        BinaryPrimitives.WriteInt32LittleEndian(to, watched.Count);
        to = to[sizeof(uint)..];
        foreach (var (key, version) in watched)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(to, version);
            BinaryPrimitives.WriteInt32LittleEndian(to[8..], key.Length);
            key.CopyTo(to[ConditionHeadBytes..]);
            to = to[(ConditionHeadBytes + key.Length)..];
        }
    }

    /// <summary>Takes the number of conditions off the front.</summary>
    public static int ReadConditionCount(ref ReadOnlySpan<byte> rest)
    {
        var count = BinaryPrimitives.ReadInt32LittleEndian(rest);
        rest = rest[sizeof(uint)..];
        return count;
    }

    /// <summary>Takes one condition off the front.</summary>
    public static ReadOnlySpan<byte> ReadCondition(ref ReadOnlySpan<byte> rest, out ulong version)
    {
        version = BinaryPrimitives.ReadUInt64LittleEndian(rest);
        var key = rest.Slice(ConditionHeadBytes, BinaryPrimitives.ReadInt32LittleEndian(rest[8..]));
        rest = rest[(ConditionHeadBytes + key.Length)..];
        return key;
    }
}
