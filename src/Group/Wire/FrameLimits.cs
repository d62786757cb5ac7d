namespace FromScratch.Group.Wire;

/// <summary>How long the body of a frame may be, by kind.</summary>
/// <param name="AppendBytesMax">Of an append.</param>
/// <param name="ForwardBytesMax">Of a forwarded request or its reply, and of a notice.</param>
/// <param name="ChunkBytesMax">Of a piece of a snapshot.</param>
internal readonly record struct FrameLimits(int AppendBytesMax, int ForwardBytesMax, int ChunkBytesMax)
{
    public const int HandshakeBytesMax = 2048;
    public const int SmallBytesMax = 256;
    public const int MembersBytesMax = 32 * 1024;

    /// <summary>Before it is known who speaks.</summary>
    public static int OfHandshake(FrameKind kind) => kind switch
    {
        FrameKind.Hello or FrameKind.Challenge or FrameKind.Refused => HandshakeBytesMax,
        FrameKind.Proof or FrameKind.Welcome => SmallBytesMax,
        _ => -1,
    };

    /// <summary>-1 = no such kind.</summary>
    public int Of(FrameKind kind) => kind switch
    {
        FrameKind.Ping or FrameKind.Pong or FrameKind.Message or FrameKind.SnapshotAck or FrameKind.SnapshotEnd => SmallBytesMax,
        FrameKind.Append => AppendBytesMax,
        FrameKind.Formation or FrameKind.SnapshotBegin => MembersBytesMax,
        FrameKind.ForwardRequest or FrameKind.ForwardReply or FrameKind.Notice => ForwardBytesMax,
        FrameKind.SnapshotChunk => ChunkBytesMax,
        _ => -1,
    };
}
