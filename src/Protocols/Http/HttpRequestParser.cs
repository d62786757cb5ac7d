using FromScratch.Core;

namespace FromScratch.Protocols.Http;

/// <summary>
/// Reads one HTTP/1.x request head (RFC 9112 sections 2 to 5) from the start of the bytes at hand. Strict where leniency lets two
/// parsers see two requests; HTTP.md lists what is refused. Pure; keeps nothing.
/// </summary>
public static class HttpRequestParser
{
    /// <param name="input">What was received and not consumed yet.</param>
    /// <param name="limits">Bounds of the head.</param>
    /// <param name="head">Filled when the answer is Done.</param>
    /// <param name="consumed">Length of the head with its empty line, and of empty lines before it; 0 unless Done.</param>
    /// <param name="error">Why, when the answer is Invalid.</param>
    public static DecodeStatus Parse(
        ReadOnlySpan<byte> input, HttpLimits limits, HttpRequestHead head, out int consumed, out HttpParseError error)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(head);
        head.Clear();
        consumed = 0;
        var status = SkipEmptyLines(input, out var begin, out error);
        if (status != DecodeStatus.Done)
            return status;
        var lineLimit = begin + Math.Min(limits.RequestLineBytesMax, limits.HeadBytesMax);
        status = RequestLine.Read(input[..Math.Min(input.Length, lineLimit)], begin, head, out var at, out error);
        if (status == DecodeStatus.NeedMore && input.Length >= lineLimit)
            return FieldLine.Fail(HttpParseError.TargetTooLong, out error);
        return status == DecodeStatus.Done ? HeadReader.ReadFields(input, begin, at, limits, head, out consumed, out error) : status;
    }

    /// <summary>Empty lines before a request line are ignored (RFC 9112 section 2.2), but not without end.</summary>
    private static DecodeStatus SkipEmptyLines(ReadOnlySpan<byte> input, out int at, out HttpParseError error)
    {
        error = HttpParseError.None;
        for (at = 0; at < input.Length && input[at] == '\r'; at += 2)
        {
            if (at == 2 * HttpLimits.EmptyLinesMax)
                return FieldLine.Fail(HttpParseError.BadRequestLine, out error);
            var status = FieldLine.ReadLineEnd(input, at, out error);
            if (status != DecodeStatus.Done)
                return status;
        }

        return at == input.Length ? DecodeStatus.NeedMore : DecodeStatus.Done;
    }
}
