using System.Buffers;
using System.Buffers.Text;

namespace FromScratch.Protocols.Http;

/// <summary>
/// Writes the parts of HTTP/1.1 messages. The version is always our own, never that of the peer (RFC 9110 section 6.2). Text that could
/// end a line is refused by an exception: a value that was decoded from %0d%0a must not become a field.
/// </summary>
public static class HttpWriter
{
    /// <summary>GET /path HTTP/1.1 and its line end.</summary>
    /// <exception cref="ArgumentException">Method or target is none.</exception>
    public static void RequestLine(IBufferWriter<byte> output, ReadOnlySpan<byte> method, ReadOnlySpan<byte> target)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (!HttpCharacters.IsToken(method) || target.IsEmpty || target.ContainsAnyExcept(HttpCharacters.Target))
            throw new ArgumentException("A request line needs a token and a target of visible characters.");
        WriteParts(output, method, " "u8, target, " HTTP/1.1\r\n"u8);
    }

    /// <summary>
    /// The line of a parsed request for the server behind: an absolute target becomes its path, an empty path / or, with OPTIONS, *
    /// (RFC 9112 section 3.2.4). Path and query go as they came.
    /// </summary>
    public static void RequestLine(IBufferWriter<byte> output, HttpRequestHead head, ReadOnlySpan<byte> input)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(head);
        var target = head.Target.Of(input);
        var before = " "u8;
        if (head.TargetForm == TargetForm.Absolute)
        {
            target = input[head.Path.Start..head.Target.End];
            if (head.Path.IsEmpty)
                before = head.KnownMethod == KnownMethod.Options && !head.HasQuery ? " *"u8 : " /"u8;
        }

        WriteParts(output, head.Method.Of(input), before, target, " HTTP/1.1\r\n"u8);
    }

    /// <summary>HTTP/1.1 200 and the standard reason.</summary>
    public static void StatusLine(IBufferWriter<byte> output, int status) => StatusLine(output, status, HttpReasons.Of(status));

    /// <exception cref="ArgumentException">The reason holds a control character.</exception>
    public static void StatusLine(IBufferWriter<byte> output, int status, ReadOnlySpan<byte> reason)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 999);
        if (!HttpCharacters.IsFieldValue(reason))
            throw new ArgumentException("A reason cannot hold control characters.", nameof(reason));
        ReadOnlySpan<byte> digits = [(byte)('0' + status / 100), (byte)('0' + status / 10 % 10), (byte)('0' + status % 10), (byte)' '];
        WriteParts(output, "HTTP/1.1 "u8, digits, reason, "\r\n"u8);
    }

    /// <summary>One field line.</summary>
    /// <exception cref="ArgumentException">The name is no token, or the value holds a control character.</exception>
    public static void Field(IBufferWriter<byte> output, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (!HttpCharacters.IsToken(name))
            throw new ArgumentException("A field name is a token.", nameof(name));
        if (!HttpCharacters.IsFieldValue(value))
            throw new ArgumentException("A field value cannot hold control characters.", nameof(value));
        WriteParts(output, name, ": "u8, value, "\r\n"u8);
    }

    public static void ContentLength(IBufferWriter<byte> output, long length)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(length, digits, out var written);
        WriteParts(output, "Content-Length: "u8, digits[..written], "\r\n"u8, ""u8);
    }

    /// <summary>Transfer-Encoding: chunked, for a body that is written or relayed in chunks.</summary>
    public static void Chunked(IBufferWriter<byte> output) => output.Write("Transfer-Encoding: chunked\r\n"u8);

    public static void ConnectionClose(IBufferWriter<byte> output) => output.Write("Connection: close\r\n"u8);

    /// <summary>For a peer of HTTP/1.0 that asked for it; later ones keep connections unasked.</summary>
    public static void ConnectionKeepAlive(IBufferWriter<byte> output) => output.Write("Connection: keep-alive\r\n"u8);

    /// <summary>Goes with a forwarded Upgrade field.</summary>
    public static void ConnectionUpgrade(IBufferWriter<byte> output) => output.Write("Connection: upgrade\r\n"u8);

    public static void EndOfHead(IBufferWriter<byte> output) => output.Write("\r\n"u8);

    /// <summary>The interim response that a client with Expect: 100-continue waits for.</summary>
    public static void Continue(IBufferWriter<byte> output) => output.Write("HTTP/1.1 100 Continue\r\n\r\n"u8);

    /// <summary>The line before the data of a chunk. The size is not 0: that would be the last chunk.</summary>
    public static void ChunkHeader(IBufferWriter<byte> output, long size)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        Span<byte> digits = stackalloc byte[16];
        Utf8Formatter.TryFormat(size, digits, out var written, new StandardFormat('x'));
        WriteParts(output, digits[..written], "\r\n"u8, ""u8, ""u8);
    }

    /// <summary>The line end after the data of a chunk.</summary>
    public static void ChunkEnd(IBufferWriter<byte> output) => output.Write("\r\n"u8);

    /// <summary>The empty chunk and an empty trailer: the end of the body.</summary>
    public static void LastChunk(IBufferWriter<byte> output) => output.Write("0\r\n\r\n"u8);

    private static void WriteParts(
        IBufferWriter<byte> output, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third,
        ReadOnlySpan<byte> fourth)
    {
        var length = first.Length + second.Length + third.Length + fourth.Length;
        var to = output.GetSpan(length);
        first.CopyTo(to);
        second.CopyTo(to[first.Length..]);
        third.CopyTo(to[(first.Length + second.Length)..]);
        fourth.CopyTo(to[(length - fourth.Length)..]);
        output.Advance(length);
    }
}
