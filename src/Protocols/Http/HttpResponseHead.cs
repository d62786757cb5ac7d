namespace FromScratch.Protocols.Http;

/// <summary>One response head, filled by <see cref="HttpResponseParser"/>.</summary>
public sealed class HttpResponseHead : HttpHead
{
    /// <summary>100 to 599.</summary>
    public int Status { get; internal set; }

    /// <summary>Place of the reason phrase; often empty.</summary>
    public ByteRange Reason { get; internal set; }

    /// <summary>
    /// Transfer codings other than chunked are on the body. They are for the next hop only and were not asked for, so a proxy that cannot
    /// undo them answers 502.
    /// </summary>
    public bool HasForeignCoding { get; internal set; }

    /// <summary>An interim response: another head follows it. 101 is final (RFC 9110 section 15.2).</summary>
    public bool IsInterim => Status < 200 && Status != 101;

    /// <summary>How the end of the body is found, which hangs on the method of the request (RFC 9112 section 6.3).</summary>
    public BodyFraming FramingFor(KnownMethod method)
    {
        if (Status < 200 || Status is 204 or 304 || method == KnownMethod.Head || OpensTunnel(method))
            return BodyFraming.None;
        if (IsChunked)
            return BodyFraming.Chunked;
        return HasContentLength ? BodyFraming.Length : BodyFraming.ToClose;
    }

    /// <summary>The connection can carry another request when the body has been read to its end.</summary>
    public bool IsReusableAfter(KnownMethod method) =>
        KeepAlive && Status != 101 && FramingFor(method) != BodyFraming.ToClose && !OpensTunnel(method);

    internal override void Clear()
    {
        base.Clear();
        Status = 0;
        Reason = default;
        HasForeignCoding = false;
    }

    internal override HttpParseError Note(ReadOnlySpan<byte> input, in HttpField field, HttpLimits limits) =>
        HeadSemantics.Note(input, field, limits, this);

    internal override HttpParseError Finish(ReadOnlySpan<byte> input) => HeadSemantics.Finish(input, this);

    private bool OpensTunnel(KnownMethod method) => method == KnownMethod.Connect && Status is >= 200 and < 300;
}
