using System.Buffers;
using FromScratch.Group.Wire;
using FromScratch.Replication.Messages;

namespace FromScratch.Group.Links;

/// <summary>A frame that waits to be sent: a message for the kinds that have one, then bytes of a rented array.</summary>
/// <param name="Kind">Of the frame.</param>
/// <param name="Message">For <see cref="FrameKind.Message"/> and <see cref="FrameKind.Append"/>.</param>
/// <param name="Body">Rented, or null; whoever drops the frame gives it back.</param>
/// <param name="Length">Used bytes of it.</param>
internal readonly record struct OutFrame(FrameKind Kind, Message Message, byte[]? Body, int Length)
{
    public bool HasMessage => Kind is FrameKind.Message or FrameKind.Append;

    /// <summary>The protocol does without it, as if a network had lost it.</summary>
    public bool IsDroppable => HasMessage;

    public int WireBytes => FrameCodec.HeaderBytes + (HasMessage ? MessageCodec.Bytes : 0) + Length;

    public static OutFrame Of(in Message message) => new(FrameKind.Message, message, null, 0);

    public static OutFrame Of(FrameKind kind, ReadOnlySpan<byte> body)
    {
        var rented = ArrayPool<byte>.Shared.Rent(body.Length);
        body.CopyTo(rented);
        return new OutFrame(kind, default, rented, body.Length);
    }

    public void Release()
    {
        if (Body is not null)
            ArrayPool<byte>.Shared.Return(Body);
    }
}
