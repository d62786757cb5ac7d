using System.Buffers.Binary;
using FromScratch.Core;
using FromScratch.Log.Format;

namespace FromScratch.Group.Wire;

/// <summary>
/// One direction of one connection as frames: u32 body length, u8 kind, three zeros, u32 CRC-32C of these eight bytes and the body,
/// body. The CRC begins with a seed of the connection and the frame's number, so that a frame counts at its place only: one that is
/// repeated, left out or taken from elsewhere is refused. A struct without I/O; one writes or one reads.
/// </summary>
internal struct FrameCodec
{
    public const int HeaderBytes = 12;
    private const int KindAt = 4;
    private const int CrcAt = 8;

    /// <summary>Odd and irregular: the numbers' seeds are far apart.</summary>
    private const uint NumberStep = 0x9E3779B1;
    private uint _seed;

    public FrameCodec(uint seed) => _seed = seed;

    /// <summary>Completes a frame whose body stands behind <see cref="HeaderBytes"/> free bytes.</summary>
    public void Seal(Span<byte> frame, FrameKind kind)
    {
        BinaryPrimitives.WriteInt32LittleEndian(frame, frame.Length - HeaderBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[KindAt..], (uint)kind);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[CrcAt..], CrcOf(frame));
        _seed += NumberStep;
    }

    /// <summary>Reads the frame at the start of the bytes.</summary>
    /// <param name="bytes">What has come.</param>
    /// <param name="bodyBytesMax">The longest body of a kind; -1 = no such kind.</param>
    /// <param name="kind">Of the frame.</param>
    /// <param name="body">A part of the bytes.</param>
    /// <param name="consumed">The frame's length; while more is needed, the bytes that it has as far as that is known.</param>
    public DecodeStatus TryRead(
        ReadOnlySpan<byte> bytes, Func<FrameKind, int> bodyBytesMax, out FrameKind kind, out ReadOnlySpan<byte> body, out int consumed)
    {
        (kind, consumed) = (FrameKind.None, HeaderBytes);
        body = default;
        if (bytes.Length < HeaderBytes)
            return DecodeStatus.NeedMore;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        kind = (FrameKind)bytes[KindAt];
        if ((bytes[KindAt + 1] | bytes[KindAt + 2] | bytes[KindAt + 3]) != 0 || length > (uint)Math.Max(0, bodyBytesMax(kind))
            || bodyBytesMax(kind) < 0)
        {
            return DecodeStatus.Invalid;
        }

        consumed = HeaderBytes + (int)length;
        if (bytes.Length < consumed)
            return DecodeStatus.NeedMore;
        if (CrcOf(bytes[..consumed]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[CrcAt..]))
            return DecodeStatus.Invalid;
        body = bytes[HeaderBytes..consumed];
        _seed += NumberStep;
        return DecodeStatus.Done;
    }

    private readonly uint CrcOf(ReadOnlySpan<byte> frame) =>
        Crc32C.Append(Crc32C.Append(_seed, frame[..CrcAt]), frame[HeaderBytes..]);
}
