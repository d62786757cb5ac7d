namespace FromScratch.Group.Wire;

/// <summary>What a frame holds. The numbers are on the wire: never change one.</summary>
internal enum FrameKind : byte
{
    None = 0,

    // The handshake.
    Hello = 1,
    Challenge = 2,
    Proof = 3,
    Welcome = 4,
    Refused = 5,

    // Afterwards.
    Ping = 10,
    Pong = 11,
    Message = 16,
    Append = 17,
    Formation = 20,
    ForwardRequest = 24,
    ForwardReply = 25,
    Notice = 26,
    SnapshotBegin = 32,
    SnapshotChunk = 33,
    SnapshotEnd = 34,
    SnapshotAck = 35,
}
