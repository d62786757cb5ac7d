using FromScratch.Group.Wire;

namespace FromScratch.Group.Links;

/// <summary>Reads and writes single frames where nothing else is under way.</summary>
internal static class HandshakeFrames
{
    public static void Write(Stream stream, ref FrameCodec codec, FrameKind kind, params ReadOnlySpan<byte> body)
    {
        var frame = new byte[FrameCodec.HeaderBytes + body.Length];
        body.CopyTo(frame.AsSpan(FrameCodec.HeaderBytes));
        codec.Seal(frame, kind);
        stream.Write(frame);
    }

    /// <exception cref="RefusedException">The other side does not want this connection.</exception>
    public static ReadOnlySpan<byte> Read(FrameSource source, FrameKind expected)
    {
        if (!source.TryRead(out var kind, out var body))
            throw new EndOfStreamException("the connection was closed during the handshake");
        if (kind == FrameKind.Refused)
        {
            var (reason, text) = Handshake.ReadRefused(body);
            throw new RefusedException(reason, text, isByPeer: true);
        }

        return kind == expected ? body : throw new MalformedFrameException($"a frame of kind {kind} instead of {expected}");
    }

    /// <summary>Tells the other side why, and gives what is to be thrown on this one.</summary>
    public static RefusedException Refuse(Stream stream, ref FrameCodec codec, Refusal refusal)
    {
        Write(stream, ref codec, FrameKind.Refused, Handshake.Refused(refusal.Reason, refusal.Text));
        return new RefusedException(refusal.Reason, refusal.Text, isByPeer: false);
    }
}
