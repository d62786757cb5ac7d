using FromScratch.Core;

namespace FromScratch.Protocols.Http;

/// <summary>
/// Reads a status line (RFC 9112 section 4): HTTP/1.1 200 OK. The reason may be empty, and the blank before an empty one may be missing,
/// as many servers send it. The status is 100 to 599; a line without a version (HTTP/0.9) is refused.
/// </summary>
internal static class StatusLine
{
    private const int StatusStart = HttpVersionText.Bytes + 1;
    private const int StatusEnd = StatusStart + 3;

    /// <param name="window">The bytes at hand, up to the limit of the line, from its first byte on.</param>
    /// <param name="head">Gets version, status and reason.</param>
    /// <param name="end">First byte after the line.</param>
    /// <param name="error">Why, when the answer is Invalid.</param>
    public static DecodeStatus Read(ReadOnlySpan<byte> window, HttpResponseHead head, out int end, out HttpParseError error)
    {
        end = 0;
        var status = HttpVersionText.Read(window, HttpParseError.BadStatusLine, out var minor, out error);
        if (status != DecodeStatus.Done)
            return status;
        head.MinorVersion = minor;
        if (!IsStatusPrefix(window[HttpVersionText.Bytes..Math.Min(window.Length, StatusEnd)]))
            return FieldLine.Fail(HttpParseError.BadStatusLine, out error);
        if (window.Length <= StatusEnd)
            return DecodeStatus.NeedMore;
        head.Status = 100 * (window[StatusStart] - '0') + 10 * (window[StatusStart + 1] - '0') + (window[StatusStart + 2] - '0');
        var rest = window[StatusEnd..];
        var reasonLength = rest.IndexOfAny(HttpCharacters.FieldStop);
        if (reasonLength != 0 && rest[0] != ' ')
            return FieldLine.Fail(HttpParseError.BadStatusLine, out error);
        if (reasonLength < 0)
            return DecodeStatus.NeedMore;
        head.Reason = reasonLength == 0 ? default : new ByteRange(StatusEnd + 1, reasonLength - 1);
        if (rest[reasonLength] is not ((byte)'\r' or (byte)'\n'))
            return FieldLine.Fail(HttpParseError.BadStatusLine, out error);
        end = StatusEnd + reasonLength + 2;
        return FieldLine.ReadLineEnd(rest, reasonLength, out error);
    }

    /// <summary>A blank and three digits, of which the first is 1 to 5, as far as they are there.</summary>
    private static bool IsStatusPrefix(ReadOnlySpan<byte> text) =>
        (text.Length < 1 || text[0] == ' ')
        && (text.Length < 2 || text[1] is >= (byte)'1' and <= (byte)'5')
        && (text.Length < 3 || HttpCharacters.IsDigit(text[2]))
        && (text.Length < 4 || HttpCharacters.IsDigit(text[3]));
}
