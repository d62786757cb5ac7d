using FromScratch.Core;

namespace FromScratch.Protocols.Http;

/// <summary>
/// Reads one HTTP/1.x response head (RFC 9112 sections 2 to 5) from the start of the bytes at hand, interim responses included. As
/// strict as the request parser; what it refuses becomes 502 for the client. Pure; keeps nothing.
/// </summary>
public static class HttpResponseParser
{
    /// <param name="input">What was received and not consumed yet.</param>
    /// <param name="limits">Bounds of the head.</param>
    /// <param name="head">Filled when the answer is Done.</param>
    /// <param name="consumed">Length of the head with its empty line; 0 unless Done.</param>
    /// <param name="error">Why, when the answer is Invalid.</param>
    public static DecodeStatus Parse(
        ReadOnlySpan<byte> input, HttpLimits limits, HttpResponseHead head, out int consumed, out HttpParseError error)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(head);
        head.Clear();
        consumed = 0;
        var lineLimit = Math.Min(limits.RequestLineBytesMax, limits.HeadBytesMax);
        var status = StatusLine.Read(input[..Math.Min(input.Length, lineLimit)], head, out var at, out error);
        if (status == DecodeStatus.NeedMore && input.Length >= lineLimit)
            return FieldLine.Fail(HttpParseError.HeadTooLarge, out error);
        return status == DecodeStatus.Done ? HeadReader.ReadFields(input, 0, at, limits, head, out consumed, out error) : status;
    }
}
