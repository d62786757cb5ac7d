using FromScratch.Core;

namespace FromScratch.Protocols.Http;

/// <summary>
/// Reads one line of a header or trailer section (RFC 9112 section 5). Two searches do it: the name up to its colon, and the value up to
/// the first control character, which must be the CR of the line's end. So folded lines, blanks before the colon, bare CR or LF
/// and NUL are all found on the way. Faults are judged byte by byte from the left: more input never changes them.
/// </summary>
internal static class FieldLine
{
    /// <param name="window">The bytes at hand, up to the limit of the section.</param>
    /// <param name="at">Where the line begins.</param>
    /// <param name="field">The field; its name is empty for the empty line that ends the section.</param>
    /// <param name="error">Why, when the answer is Invalid.</param>
    public static DecodeStatus Read(ReadOnlySpan<byte> window, int at, out HttpField field, out HttpParseError error)
    {
        field = default;
        error = HttpParseError.None;
        var line = window[at..];
        if (line.IsEmpty)
            return DecodeStatus.NeedMore;
        if (line[0] == '\r')
        {
            field = new HttpField(default, default, at + 2, KnownField.Other);
            return ReadLineEnd(line, 0, out error);
        }

        var nameLength = line.IndexOfAnyExcept(HttpCharacters.Token);
        if (nameLength < 0)
            return DecodeStatus.NeedMore;
        if (line[nameLength] != ':' || nameLength == 0)
            return Fail(line[nameLength] == '\n' ? HttpParseError.BadLineEnd : HttpParseError.BadField, out error);
        var valueLength = line[(nameLength + 1)..].IndexOfAny(HttpCharacters.FieldStop);
        if (valueLength < 0)
            return DecodeStatus.NeedMore;
        var end = nameLength + 1 + valueLength;
        if (line[end] is not ((byte)'\r' or (byte)'\n'))
            return Fail(HttpParseError.BadField, out error);
        var status = ReadLineEnd(line, end, out error);
        if (status != DecodeStatus.Done)
            return status;
        var name = line[..nameLength];
        if (KnownFields.ShadowsFraming(name))
            return Fail(HttpParseError.BadField, out error);
        field = new HttpField(
            new ByteRange(at, nameLength),
            HttpCharacters.Trim(window, at + nameLength + 1, at + end),
            at + end + 2,
            KnownFields.Of(name));
        return DecodeStatus.Done;
    }

    /// <summary>CRLF and nothing else: a bare LF is the end of a line for some parsers only (RFC 9112 section 2.2).</summary>
    public static DecodeStatus ReadLineEnd(ReadOnlySpan<byte> line, int at, out HttpParseError error)
    {
        error = HttpParseError.None;
        if (at == line.Length)
            return DecodeStatus.NeedMore;
        if (line[at] != '\r')
            return Fail(HttpParseError.BadLineEnd, out error);
        if (at + 1 == line.Length)
            return DecodeStatus.NeedMore;
        return line[at + 1] == '\n' ? DecodeStatus.Done : Fail(HttpParseError.BadLineEnd, out error);
    }

    public static DecodeStatus Fail(HttpParseError why, out HttpParseError error)
    {
        error = why;
        return DecodeStatus.Invalid;
    }
}
