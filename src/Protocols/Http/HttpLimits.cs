namespace FromScratch.Protocols.Http;

/// <summary>Bounds of one request head; over a limit the request is refused with the status named.</summary>
/// <param name="RequestLineBytesMax">Method, target and version with their line end; beyond it 414 (RFC 9112
/// section 3 asks for 8000 at least).</param>
/// <param name="HeadBytesMax">Request line, all fields and the empty line; beyond it 431.</param>
/// <param name="FieldsMax">Number of header fields; beyond it 431.</param>
public sealed record HttpLimits(int RequestLineBytesMax = 8 * 1024, int HeadBytesMax = 32 * 1024, int FieldsMax = 100)
{
    public static HttpLimits Default { get; } = new();
}
