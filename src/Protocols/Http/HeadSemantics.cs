using static FromScratch.Protocols.Http.HttpCharacters;

namespace FromScratch.Protocols.Http;

/// <summary>
/// The fields that decide where a message ends and whether the connection goes on (RFC 9112 sections 3.2, 6 and 9). Anything that two
/// parsers could read in two ways is refused.
/// </summary>
internal static class HeadSemantics
{
    /// <summary>Takes note of one field of a request.</summary>
    public static HttpParseError Note(ReadOnlySpan<byte> input, in HttpField field, HttpLimits limits, HttpRequestHead head)
    {
        var value = field.Value.Of(input);
        switch (field.Known)
        {
            case KnownField.Host:
                return NoteHost(field.Value, value, head);
            case KnownField.TransferEncoding:
                return NoteRequestCoding(value, head);
            case KnownField.Expect:
                head.ExpectsContinue = Is(value, "100-continue"u8);
                return head.ExpectsContinue ? HttpParseError.None : HttpParseError.BadExpectation;
            case KnownField.MaxForwards:
                return NoteMaxForwards(value, head);
            default:
                return NoteCommon(field.Known, value, limits, head);
        }
    }

    /// <summary>Takes note of one field of a response.</summary>
    public static HttpParseError Note(ReadOnlySpan<byte> input, in HttpField field, HttpLimits limits, HttpResponseHead head)
    {
        var value = field.Value.Of(input);
        return field.Known == KnownField.TransferEncoding ? NoteResponseCoding(value, head) : NoteCommon(field.Known, value, limits, head);
    }

    /// <summary>What can only be judged when all fields of a request are known.</summary>
    public static HttpParseError Finish(ReadOnlySpan<byte> input, HttpRequestHead head)
    {
        if (head.MinorVersion > 0 && !head.Has(KnownField.Host))
            return HttpParseError.BadHost;
        var error = FinishCommon(input, head);
        if (error != HttpParseError.None)
            return error;
        if (head.KnownMethod == KnownMethod.Connect && head.HasBody)
            return HttpParseError.BodyNotAllowed;
        head.ExpectsContinue &= head.MinorVersion > 0 && head.HasBody;
        head.IsHostOverridden = !head.Authority.IsEmpty && head.Has(KnownField.Host) && !Same(input, head.Authority, head.Host);
        return HttpParseError.None;
    }

    /// <summary>What can only be judged when all fields of a response are known.</summary>
    public static HttpParseError Finish(ReadOnlySpan<byte> input, HttpResponseHead head) => FinishCommon(input, head);

    private static HttpParseError NoteCommon(KnownField known, ReadOnlySpan<byte> value, HttpLimits limits, HttpHead head) => known switch
    {
        KnownField.ContentLength => NoteContentLength(value, limits, head),
        KnownField.Connection => ConnectionField.Note(value, head),
        _ => HttpParseError.None,
    };

    private static HttpParseError FinishCommon(ReadOnlySpan<byte> input, HttpHead head)
    {
        if (head.Has(KnownField.TransferEncoding))
        {
            if (head.HasContentLength)
                return HttpParseError.TwoFramings;
            // A sender of HTTP/1.0 does not know chunks: something between it and us is lying (RFC 9112 section 6.1).
            if (head.MinorVersion == 0)
                return HttpParseError.BadTransferEncoding;
        }

        var close = (head.Connection & ConnectionOptions.Close) != 0;
        head.KeepAlive = !close && (head.MinorVersion > 0 || (head.Connection & ConnectionOptions.KeepAlive) != 0);
        return (head.Connection & ConnectionOptions.NamesFields) == 0 ? HttpParseError.None : ConnectionField.MarkNamed(input, head);
    }

    private static HttpParseError NoteHost(ByteRange place, ReadOnlySpan<byte> value, HttpRequestHead head)
    {
        // An empty Host is valid: it says that the target has no authority (RFC 9110 section 7.2).
        if (head.Has(KnownField.Host) || !value.IsEmpty && !HttpHost.TrySplit(value, out _, out _))
            return HttpParseError.BadHost;
        head.Host = place;
        return HttpParseError.None;
    }

    /// <summary>Once and in digits: neither lists nor repeated fields, even of one value (RFC 9112 section 6.3 allows to refuse).</summary>
    private static HttpParseError NoteContentLength(ReadOnlySpan<byte> value, HttpLimits limits, HttpHead head)
    {
        if (head.HasContentLength || !TryReadNumber(value, out var length))
            return HttpParseError.BadContentLength;
        if (length > limits.BodyBytesMax)
            return HttpParseError.BodyTooLarge;
        head.ContentLength = length;
        return HttpParseError.None;
    }

    private static HttpParseError NoteRequestCoding(ReadOnlySpan<byte> value, HttpRequestHead head)
    {
        var codings = TransferCodings.Of(value);
        if (!codings.IsValid || head.Has(KnownField.TransferEncoding))
            return HttpParseError.BadTransferEncoding;
        if (codings.HasUnknown || codings is { IsChunked: true, HasOthers: true })
            return HttpParseError.UnknownTransferCoding;
        head.IsChunked = codings.IsChunked;
        return codings.IsChunked ? HttpParseError.None : HttpParseError.BadTransferEncoding;
    }

    /// <summary>Without chunked as the last coding the body goes on until the close (RFC 9112 section 6.3).</summary>
    private static HttpParseError NoteResponseCoding(ReadOnlySpan<byte> value, HttpResponseHead head)
    {
        var codings = TransferCodings.Of(value);
        if (!codings.IsValid || head.IsChunked)
            return HttpParseError.BadTransferEncoding;
        head.IsChunked = codings.IsChunked;
        head.HasForeignCoding |= codings.HasOthers;
        return HttpParseError.None;
    }

    private static HttpParseError NoteMaxForwards(ReadOnlySpan<byte> value, HttpRequestHead head)
    {
        if (head.Has(KnownField.MaxForwards) || !TryReadNumber(value, out var hops))
            return HttpParseError.BadMaxForwards;
        head.MaxForwards = (int)Math.Min(hops, int.MaxValue);
        return HttpParseError.None;
    }

    /// <summary>Digits only, of which 19 cannot overflow unless they are more than long holds.</summary>
    private static bool TryReadNumber(ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        if (text.Length is 0 or > 19)
            return false;
        var sum = 0UL;
        foreach (var digit in text)
        {
            if (!IsDigit(digit))
                return false;
            sum = sum * 10 + (uint)(digit - '0');
        }

        number = (long)sum;
        return sum <= long.MaxValue;
    }

    private static bool Same(ReadOnlySpan<byte> input, ByteRange left, ByteRange right) =>
        System.Text.Ascii.EqualsIgnoreCase(left.Of(input), right.Of(input));
}
