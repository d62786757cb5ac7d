namespace FromScratch.Protocols.Http;

/// <summary>One request head, filled by <see cref="HttpRequestParser"/>.</summary>
public sealed class HttpRequestHead : HttpHead
{
    /// <summary>Place of the method: GET.</summary>
    public ByteRange Method { get; internal set; }

    public KnownMethod KnownMethod { get; internal set; }

    /// <summary>Place of the request target as sent: /metrics?x=1, http://example.com/path or *.</summary>
    public ByteRange Target { get; internal set; }

    public TargetForm TargetForm { get; internal set; }

    /// <summary>http or https of an absolute target, in whatever case; empty otherwise.</summary>
    public ByteRange Scheme { get; internal set; }

    /// <summary>Host and port of an absolute or authority target; empty otherwise.</summary>
    public ByteRange Authority { get; internal set; }

    /// <summary>The path with its slash, percent-encoded as sent; empty when an absolute target has none, and for CONNECT and *.</summary>
    public ByteRange Path { get; internal set; }

    /// <summary>What follows the first question mark of the target; empty without one.</summary>
    public ByteRange Query { get; internal set; }

    /// <summary>The target has a question mark, even if nothing follows it.</summary>
    public bool HasQuery { get; internal set; }

    /// <summary>Place of the value of the only Host field; empty in HTTP/1.0 without one.</summary>
    public ByteRange Host { get; internal set; }

    /// <summary>Host and port that the request is for: of the target when it has them, else of Host (RFC 9112 section 3.2.2).</summary>
    public ByteRange EffectiveHost => Authority.IsEmpty ? Host : Authority;

    /// <summary>
    /// The target names another authority than Host. Whoever forwards the request must send <see cref="EffectiveHost"/> as Host
    /// (RFC 9112 section 3.2.2).
    /// </summary>
    public bool IsHostOverridden { get; internal set; }

    /// <summary>The peer waits for 100 Continue before it sends the body (RFC 9110 section 10.1.1). Never without a body.</summary>
    public bool ExpectsContinue { get; internal set; }

    /// <summary>Value of Max-Forwards; -1 without one. Counts for TRACE and OPTIONS only (RFC 9110 section 7.6.2).</summary>
    public int MaxForwards { get; internal set; }

    /// <summary>How the end of the body is found. CONNECT has no body: what follows belongs to the tunnel.</summary>
    public BodyFraming Framing =>
        IsChunked ? BodyFraming.Chunked
        : HasContentLength && KnownMethod != KnownMethod.Connect ? BodyFraming.Length
        : BodyFraming.None;

    public bool HasBody => IsChunked || ContentLength > 0;

    internal override void Clear()
    {
        base.Clear();
        Method = Target = Scheme = Authority = Path = Query = Host = default;
        KnownMethod = KnownMethod.Other;
        TargetForm = TargetForm.Origin;
        HasQuery = IsHostOverridden = ExpectsContinue = false;
        MaxForwards = -1;
    }

    internal override HttpParseError Note(ReadOnlySpan<byte> input, in HttpField field, HttpLimits limits) =>
        HeadSemantics.Note(input, field, limits, this);

    internal override HttpParseError Finish(ReadOnlySpan<byte> input) => HeadSemantics.Finish(input, this);
}
