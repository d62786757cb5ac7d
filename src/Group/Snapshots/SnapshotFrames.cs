using FromScratch.Group.Members;
using FromScratch.Group.Wire;

namespace FromScratch.Group.Snapshots;

/// <param name="Index">The last entry in it; with Term and Length it names the snapshot during a transfer.</param>
/// <param name="Term">Of that entry.</param>
/// <param name="Length">Bytes of the file.</param>
/// <param name="ConfigurationIndex">Where the members come from.</param>
/// <param name="Members">That count at Index.</param>
internal sealed record SnapshotBegin(ulong Index, ulong Term, long Length, ulong ConfigurationIndex, MemberList Members)
{
    public byte[] Encode()
    {
        var writer = new WireWriter(512);
        writer.UInt64(Index);
        writer.UInt64(Term);
        writer.UInt64((ulong)Length);
        writer.UInt64(ConfigurationIndex);
        Members.Write(writer);
        return writer.Written.ToArray();
    }

    public static SnapshotBegin? TryRead(ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body);
        var (index, term, length, configurationIndex) = (reader.UInt64(), reader.UInt64(), reader.UInt64(), reader.UInt64());
        var members = MemberList.Read(ref reader);
        return members is { Count: > 0 } && reader.IsAtEnd && index > 0 && term > 0 && length <= long.MaxValue
            && configurationIndex <= index
            ? new SnapshotBegin(index, term, (long)length, configurationIndex, members)
            : null;
    }
}

internal enum SnapshotAckStatus : byte
{
    /// <summary>Go on from the offset.</summary>
    More = 0,

    /// <summary>All of it has come, is right and on disk; or it is not needed.</summary>
    Complete = 1,

    /// <summary>It does not work out: end the transfer.</summary>
    Failed = 2,
}

/// <summary>Index, offset and status: 17 bytes.</summary>
internal readonly record struct SnapshotAck(ulong Index, long Offset, SnapshotAckStatus Status)
{
    public byte[] Encode()
    {
        var writer = new WireWriter(32);
        writer.UInt64(Index);
        writer.UInt64((ulong)Offset);
        writer.Byte((byte)Status);
        return writer.Written.ToArray();
    }

    public static bool TryRead(ReadOnlySpan<byte> body, out SnapshotAck ack)
    {
        var reader = new WireReader(body);
        ack = new SnapshotAck(reader.UInt64(), (long)reader.UInt64(), (SnapshotAckStatus)reader.Byte());
        return reader.IsAtEnd && ack.Offset >= 0 && ack.Status <= SnapshotAckStatus.Failed;
    }
}

/// <summary>The other two: a chunk is u64 index, u64 offset and bytes; an end is u64 index, u64 length, u32 CRC-32C of the file.</summary>
internal static class SnapshotFrames
{
    public const int ChunkHeaderBytes = 16;

    public static byte[] End(ulong index, long length, uint crc)
    {
        var writer = new WireWriter(32);
        writer.UInt64(index);
        writer.UInt64((ulong)length);
        writer.UInt32(crc);
        return writer.Written.ToArray();
    }
}
