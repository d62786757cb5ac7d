using FromScratch.Core;

namespace FromScratch.Protocols.Http;

/// <summary>Reads a request line (RFC 9112 section 3): one blank between its parts, and HTTP/1.x. Never corrected, only refused.</summary>
internal static class RequestLine
{
    /// <param name="window">The bytes at hand, up to the limit of the line.</param>
    /// <param name="at">Where the line begins.</param>
    /// <param name="head">Gets method, target and version.</param>
    /// <param name="end">First byte after the line.</param>
    /// <param name="error">Why, when the answer is Invalid.</param>
    public static DecodeStatus Read(ReadOnlySpan<byte> window, int at, HttpRequestHead head, out int end, out HttpParseError error)
    {
        end = 0;
        error = HttpParseError.None;
        var line = window[at..];
        var methodLength = line.IndexOfAnyExcept(HttpCharacters.Token);
        if ((methodLength < 0 ? line.Length : methodLength) > HttpLimits.MethodBytesMax)
            return FieldLine.Fail(HttpParseError.MethodTooLong, out error);
        if (methodLength < 0)
            return DecodeStatus.NeedMore;
        if (methodLength == 0 || line[methodLength] != ' ')
            return Refuse(line[methodLength], out error);
        var targetStart = methodLength + 1;
        var targetLength = line[targetStart..].IndexOfAnyExcept(HttpCharacters.Target);
        if (targetLength < 0)
            return DecodeStatus.NeedMore;
        var targetEnd = targetStart + targetLength;
        if (targetLength == 0 || line[targetEnd] != ' ')
            return Refuse(line[targetEnd], out error);
        head.Method = new ByteRange(at, methodLength);
        head.KnownMethod = KnownMethods.Of(line[..methodLength]);
        head.Target = new ByteRange(at + targetStart, targetLength);
        if (!TargetParser.Read(window, head))
            return FieldLine.Fail(HttpParseError.BadTarget, out error);
        var status = HttpVersionText.Read(line[(targetEnd + 1)..], HttpParseError.BadRequestLine, out var minor, out error);
        if (status != DecodeStatus.Done)
            return status;
        head.MinorVersion = minor;
        var versionEnd = targetEnd + 1 + HttpVersionText.Bytes;
        end = at + versionEnd + 2;
        return FieldLine.ReadLineEnd(line, versionEnd, out error);
    }

    private static DecodeStatus Refuse(byte found, out HttpParseError error) =>
        FieldLine.Fail(found == '\n' ? HttpParseError.BadLineEnd : HttpParseError.BadRequestLine, out error);
}
