using System.Buffers;

namespace FromScratch.Protocols.Http;

/// <summary>
/// The answer to a request that is not served. It always announces the close: after a fault nobody knows where the next request
/// begins, and reading on is what smugglers want (RFC 9112 section 9.6).
/// </summary>
public static class HttpRefusal
{
    /// <summary>The whole response, its text naming the fault.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="error">What the parser or the body reader found.</param>
    /// <param name="dateLine">The line of <see cref="HttpDate"/>, or empty.</param>
    public static void Write(IBufferWriter<byte> output, HttpParseError error, ReadOnlySpan<byte> dateLine = default) =>
        HttpResponseWriter.WriteText(output, error.Status(), TextOf(error), keepAlive: false, extraFields: dateLine);

    /// <summary>One line for a person, with its line end.</summary>
    public static ReadOnlySpan<byte> TextOf(HttpParseError error) => error switch
    {
        HttpParseError.BadRequestLine => "malformed request line\n"u8,
        HttpParseError.MethodTooLong => "unknown method\n"u8,
        HttpParseError.BadTarget => "invalid request target\n"u8,
        HttpParseError.TargetTooLong => "request line too long\n"u8,
        HttpParseError.BadStatusLine => "malformed status line\n"u8,
        HttpParseError.UnsupportedVersion => "only HTTP/1.0 and HTTP/1.1\n"u8,
        HttpParseError.BadField => "malformed header field\n"u8,
        HttpParseError.BadLineEnd => "lines end with CRLF\n"u8,
        HttpParseError.HeadTooLarge => "header too large\n"u8,
        HttpParseError.TooManyFields => "too many header fields\n"u8,
        HttpParseError.BadHost => "Host is missing, repeated or invalid\n"u8,
        HttpParseError.BadConnection => "invalid Connection\n"u8,
        HttpParseError.BadExpectation => "unknown expectation\n"u8,
        HttpParseError.BadMaxForwards => "invalid Max-Forwards\n"u8,
        HttpParseError.BadContentLength => "invalid or repeated Content-Length\n"u8,
        HttpParseError.BadTransferEncoding => "invalid Transfer-Encoding\n"u8,
        HttpParseError.UnknownTransferCoding => "transfer coding not implemented\n"u8,
        HttpParseError.TwoFramings => "Content-Length beside Transfer-Encoding\n"u8,
        HttpParseError.BodyNotAllowed => "no body is allowed here\n"u8,
        HttpParseError.BodyTooLarge => "body too large\n"u8,
        HttpParseError.BadChunk => "malformed chunk\n"u8,
        HttpParseError.ChunkExtensionTooLong => "chunk extension too long\n"u8,
        HttpParseError.BadTrailer => "malformed or forbidden trailer field\n"u8,
        HttpParseError.TrailerTooLarge => "trailer too large\n"u8,
        HttpParseError.Incomplete => "incomplete message\n"u8,
        HttpParseError.TimedOut => "the request took too long\n"u8,
        _ => "\n"u8,
    };
}
