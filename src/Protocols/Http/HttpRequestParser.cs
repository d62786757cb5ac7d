using System.Runtime.CompilerServices;
using FromScratch.Core;

namespace FromScratch.Protocols.Http;

/// <summary>
/// Reads one HTTP/1.x request head (RFC 9112 sections 2 to 5) from the start of the bytes at hand. Strict where leniency lets two
/// parsers see two requests: lines end with CRLF, no folded fields, no blank before a colon, one Host, one body
/// length. Pure; keeps nothing.
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
        error = HttpParseError.None;
        var at = SkipEmptyLines(input);
        var status = ReadLine(input, at, limits.RequestLineBytesMax, HttpParseError.TargetTooLong, out var line, ref error);
        if (status != DecodeStatus.Done)
            return status;
        if (!ReadRequestLine(input, line, head, ref error))
            return DecodeStatus.Invalid;
        var begin = at;
        var semantics = new HeadSemantics(head);
        while (true)
        {
            at = line.Start + line.Length + 2;
            var room = limits.HeadBytesMax - (at - begin);
            status = ReadLine(input, at, room, HttpParseError.HeadTooLarge, out line, ref error);
            if (status != DecodeStatus.Done)
                return status;
            if (line.Length == 0)
                break;
            if (!ReadField(input, line, limits, head, ref semantics, ref error))
                return DecodeStatus.Invalid;
        }

        if (!semantics.Finish(ref error))
            return DecodeStatus.Invalid;
        consumed = at + 2;
        return DecodeStatus.Done;
    }

    /// <summary>Empty lines before a request line are ignored (RFC 9112 section 2.2).</summary>
    private static int SkipEmptyLines(ReadOnlySpan<byte> input)
    {
        var at = 0;
        while (input[at..].StartsWith("\r\n"u8))
            at += 2;
        return at;
    }

    private static DecodeStatus ReadLine(
        ReadOnlySpan<byte> input, int start, int bytesMax, HttpParseError overLimit, out ByteRange line, ref HttpParseError error)
    {
        line = default;
        var rest = input[start..];
        var end = rest.IndexOfAny((byte)'\r', (byte)'\n');
        if ((end < 0 ? rest.Length : end + 2) > bytesMax)
            return Fail(overLimit, out error);
        if (end < 0 || end + 1 == rest.Length && rest[end] == '\r')
            return DecodeStatus.NeedMore;
        if (rest[end] != '\r' || rest[end + 1] != '\n')
            return Fail(HttpParseError.BadLineEnd, out error);
        line = new ByteRange(start, end);
        return DecodeStatus.Done;
    }

    private static bool ReadRequestLine(ReadOnlySpan<byte> input, ByteRange line, HttpRequestHead head, ref HttpParseError error)
    {
        var text = line.Of(input);
        var methodEnd = text.IndexOf((byte)' ');
        var targetEnd = text.LastIndexOf((byte)' ');
        if (methodEnd <= 0 || targetEnd - methodEnd < 2)
            return Refuse(HttpParseError.BadRequestLine, out error);
        head.Method = new ByteRange(line.Start, methodEnd);
        head.Target = new ByteRange(line.Start + methodEnd + 1, targetEnd - methodEnd - 1);
        var version = text[(targetEnd + 1)..];
        if (!HttpCharacters.IsToken(head.Method.Of(input)) || head.Target.Of(input).ContainsAnyExcept(HttpCharacters.Target))
            return Refuse(HttpParseError.BadRequestLine, out error);
        if (version.Length != 8 || !version.StartsWith("HTTP/"u8) || version[6] != '.' || !IsDigit(version[5]) || !IsDigit(version[7]))
            return Refuse(HttpParseError.BadRequestLine, out error);
        if (version[5] != '1')
            return Refuse(HttpParseError.UnsupportedVersion, out error);
        head.MinorVersion = version[7] == '0' ? 0 : 1;
        return true;
    }

    private static bool ReadField(
        ReadOnlySpan<byte> input, ByteRange line, HttpLimits limits, HttpRequestHead head,
        ref HeadSemantics semantics, ref HttpParseError error)
    {
        if (head.Fields.Count == limits.FieldsMax)
            return Refuse(HttpParseError.TooManyFields, out error);
        var text = line.Of(input);
        var colon = text.IndexOf((byte)':');
        if (colon <= 0 || !HttpCharacters.IsToken(text[..colon]) || text[(colon + 1)..].ContainsAnyExcept(HttpCharacters.FieldContent))
            return Refuse(HttpParseError.BadField, out error);
        var value = text[(colon + 1)..];
        var leading = value.Length - value.TrimStart(" \t"u8).Length;
        var trimmed = value.Trim(" \t"u8).Length;
        var field = new HttpField(
            new ByteRange(line.Start, colon),
            new ByteRange(line.Start + colon + 1 + leading, trimmed));
        head.Add(field);
        return semantics.Note(input, field, ref error);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsDigit(byte c) => c is >= (byte)'0' and <= (byte)'9';

    private static DecodeStatus Fail(HttpParseError why, out HttpParseError error)
    {
        error = why;
        return DecodeStatus.Invalid;
    }

    private static bool Refuse(HttpParseError why, out HttpParseError error)
    {
        error = why;
        return false;
    }
}
