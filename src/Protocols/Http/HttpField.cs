namespace FromScratch.Protocols.Http;

/// <summary>One header field as places in the bytes of its message.</summary>
/// <param name="Name">The name as sent, in whatever case.</param>
/// <param name="Value">The value without surrounding blanks.</param>
/// <param name="LineEnd">First byte after the CRLF of its line.</param>
/// <param name="Known">Which field it is, when a proxy has to know.</param>
/// <param name="IsNamedByConnection">Connection names it: it is for the next hop only (RFC 9110 section 7.6.1).</param>
public readonly record struct HttpField(
    ByteRange Name, ByteRange Value, int LineEnd, KnownField Known, bool IsNamedByConnection = false)
{
    /// <summary>The whole line with its CRLF.</summary>
    public ByteRange Line => new(Name.Start, LineEnd - Name.Start);
}
