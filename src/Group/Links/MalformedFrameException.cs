namespace FromScratch.Group.Links;

/// <summary>What came is no frame of this connection, or none that may come here.</summary>
internal sealed class MalformedFrameException(string reason) : IOException(reason);
