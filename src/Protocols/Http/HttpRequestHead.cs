namespace FromScratch.Protocols.Http;

/// <summary>
/// One request head as places in the bytes it was parsed from: nothing is copied, so a proxy can forward fields as byte ranges. Reused
/// from request to request; the spans it gives belong to the input passed to <see cref="HttpRequestParser.Parse"/> and live as long.
/// </summary>
public sealed class HttpRequestHead
{
    private readonly List<HttpField> _fields = [];

    /// <summary>Place of the method: GET.</summary>
    public ByteRange Method { get; internal set; }

    /// <summary>Place of the request target as sent: /metrics?x=1, http://example.com/path or *.</summary>
    public ByteRange Target { get; internal set; }

    /// <summary>0 or 1: the minor of HTTP/1.x.</summary>
    public int MinorVersion { get; internal set; }

    public IReadOnlyList<HttpField> Fields => _fields;

    /// <summary>Bytes of the body by Content-Length; 0 without one. Says nothing when <see cref="IsChunked"/>.</summary>
    public long ContentLength { get; internal set; }

    /// <summary>The body is in chunks (Transfer-Encoding: chunked).</summary>
    public bool IsChunked { get; internal set; }

    public bool HasBody => IsChunked || ContentLength > 0;

    /// <summary>The peer wants the connection kept (RFC 9112 section 9.3).</summary>
    public bool KeepAlive { get; internal set; }

    /// <summary>The peer waits for 100 Continue before it sends the body.</summary>
    public bool ExpectsContinue { get; internal set; }

    /// <summary>Place of the value of the only Host field; empty in HTTP/1.0 without one.</summary>
    public ByteRange Host { get; internal set; }

    internal void Clear()
    {
        _fields.Clear();
        Method = Target = Host = default;
        MinorVersion = 0;
        ContentLength = 0;
        IsChunked = KeepAlive = ExpectsContinue = false;
    }

    internal void Add(HttpField field) => _fields.Add(field);
}

/// <summary>A place in the bytes of a message.</summary>
public readonly record struct ByteRange(int Start, int Length)
{
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> input) => input.Slice(Start, Length);
}

/// <summary>One header field: its name, and its value without surrounding blanks.</summary>
public readonly record struct HttpField(ByteRange Name, ByteRange Value);
