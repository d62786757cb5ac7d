namespace FromScratch.Protocols.Http;

/// <summary>Bounds of one message; over a limit it is refused with the status named.</summary>
/// <param name="RequestLineBytesMax">Method, target and version with their line end, and the status line of a response; beyond it 414
/// (RFC 9112 section 3 asks for 8000 at least).</param>
/// <param name="HeadBytesMax">First line, all fields and the empty line; beyond it 431.</param>
/// <param name="FieldsMax">Number of header fields, and of trailer fields; beyond it 431.</param>
/// <param name="BodyBytesMax">Bytes of a body without its chunk lines; beyond it 413.</param>
/// <param name="ChunkExtensionBytesMax">Extensions of one chunk; beyond it 400.</param>
/// <param name="ChunkExtensionBytesTotalMax">Extensions of all chunks of one body; beyond it 400.</param>
/// <param name="TrailerBytesMax">The trailer section of a chunked body; beyond it 431.</param>
public sealed record HttpLimits(
    int RequestLineBytesMax = 8 * 1024,
    int HeadBytesMax = 32 * 1024,
    int FieldsMax = 100,
    long BodyBytesMax = long.MaxValue,
    int ChunkExtensionBytesMax = 256,
    int ChunkExtensionBytesTotalMax = 8 * 1024,
    int TrailerBytesMax = 8 * 1024)
{
    /// <summary>Empty lines ignored before a request line (RFC 9112 section 2.2 asks for one).</summary>
    public const int EmptyLinesMax = 4;

    /// <summary>Bytes of a method; beyond it 501, for none that is known is as long.</summary>
    public const int MethodBytesMax = 32;

    /// <summary>Fields that Connection may name; beyond it 400.</summary>
    public const int ConnectionNamesMax = 16;

    public static HttpLimits Default { get; } = new();
}
