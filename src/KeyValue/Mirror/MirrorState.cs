using System.Buffers.Binary;
using System.Text;

namespace FromScratch.KeyValue.Mirror;

internal enum MirrorPhase : byte
{
    /// <summary>A group of its own.</summary>
    Off,

    /// <summary>A snapshot of the other group is awaited, or being written.</summary>
    Loading,
    Following,
}

/// <summary>What a group knows of the one that it is a copy of; replicated, and part of every snapshot. See MIRROR.md.</summary>
/// <param name="Phase">What it does.</param>
/// <param name="Upstream">host:port of nodes of the other group, with commas between.</param>
/// <param name="Identity">Of the other group; 0 = not known yet.</param>
/// <param name="Index">The last entry of the other group's that is in the keys.</param>
/// <param name="TimeMs">Of that entry, unix milliseconds.</param>
/// <param name="Began">This group's own entry that said so: another one is another beginning.</param>
internal readonly record struct MirrorState(
    MirrorPhase Phase, string Upstream, UInt128 Identity, ulong Index, long TimeMs, ulong Began)
{
    private const int HeadBytes = 41;

    public static MirrorState None => new(MirrorPhase.Off, "", 0, 0, 0, 0);

    /// <summary>The keys that were there are gone, and the other group's are not all there yet.</summary>
    public bool IsIncomplete => Phase == MirrorPhase.Loading && Identity != 0;

    public bool IsActive => Phase != MirrorPhase.Off;

    public byte[] Encode()
    {
        var bytes = new byte[HeadBytes + Encoding.UTF8.GetByteCount(Upstream)];
        bytes[0] = (byte)Phase;
        BinaryPrimitives.WriteUInt128LittleEndian(bytes.AsSpan(1), Identity);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(17), Index);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(25), TimeMs);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(33), Began);
        Encoding.UTF8.GetBytes(Upstream, bytes.AsSpan(HeadBytes));
        return bytes;
    }

    public static MirrorState Decode(ReadOnlySpan<byte> bytes) => new(
        (MirrorPhase)bytes[0],
        Encoding.UTF8.GetString(bytes[HeadBytes..]),
        BinaryPrimitives.ReadUInt128LittleEndian(bytes[1..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[17..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[25..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[33..]));
}
