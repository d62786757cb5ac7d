namespace FromScratch.Protocols.Http;

/// <summary>How the end of a body is found (RFC 9112 section 6.3).</summary>
public enum BodyFraming : byte
{
    /// <summary>There is no body.</summary>
    None,

    /// <summary>Content-Length says how many bytes.</summary>
    Length,

    /// <summary>In chunks; the empty chunk and the trailer end it.</summary>
    Chunked,

    /// <summary>All bytes until the peer closes; only in responses.</summary>
    ToClose,
}
