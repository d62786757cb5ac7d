using FromScratch.Group.Wire;

namespace FromScratch.Group.Links;

/// <summary>A handshake ended without a connection.</summary>
internal sealed class RefusedException(RefusalReason reason, string text, bool isByPeer) : IOException(text)
{
    public RefusalReason Reason { get; } = reason;

    public bool IsByPeer { get; } = isByPeer;
}
