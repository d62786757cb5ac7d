using System.Buffers.Text;
using System.Text;

namespace FromScratch.Protocols.Http;

/// <summary>
/// The fields that decide where a request ends and whether the connection goes on (RFC 9112 sections 3.2, 6 and 9). Anything that two
/// parsers could read in two ways is refused.
/// </summary>
internal struct HeadSemantics(HttpRequestHead head)
{
    private bool _hasHost;
    private bool _hasContentLength;
    private bool _close;
    private bool _keepAlive;

    /// <summary>Takes note of one field; false when it is wrong.</summary>
    public bool Note(ReadOnlySpan<byte> input, HttpField field, ref HttpParseError error)
    {
        var name = field.Name.Of(input);
        var value = field.Value.Of(input);
        return name.Length switch
        {
            4 when Is(name, "host"u8) => NoteHost(field.Value, ref error),
            6 when Is(name, "expect"u8) => NoteExpect(value),
            10 when Is(name, "connection"u8) => NoteConnection(value),
            14 when Is(name, "content-length"u8) => NoteContentLength(value, ref error),
            17 when Is(name, "transfer-encoding"u8) => NoteTransferEncoding(value, ref error),
            _ => true,
        };
    }

    /// <summary>What can only be judged when all fields are known.</summary>
    public readonly bool Finish(ref HttpParseError error)
    {
        error = (_hasHost, _hasContentLength) switch
        {
            (false, _) when head.MinorVersion > 0 => HttpParseError.BadHost,
            (_, true) when head.IsChunked => HttpParseError.BadContentLength,
            _ when head.IsChunked && head.MinorVersion == 0 => HttpParseError.BadTransferEncoding,
            _ => HttpParseError.None,
        };
        head.KeepAlive = !_close && (head.MinorVersion > 0 || _keepAlive);
        return error == HttpParseError.None;
    }

    private bool NoteHost(ByteRange value, ref HttpParseError error)
    {
        if (_hasHost)
            return Refuse(HttpParseError.BadHost, out error);
        _hasHost = true;
        head.Host = value;
        return true;
    }

    private bool NoteContentLength(ReadOnlySpan<byte> value, ref HttpParseError error)
    {
        var wrong = _hasContentLength || value.IsEmpty || value.ContainsAnyExceptInRange((byte)'0', (byte)'9');
        if (wrong || !Utf8Parser.TryParse(value, out long length, out _))
            return Refuse(HttpParseError.BadContentLength, out error);
        _hasContentLength = true;
        head.ContentLength = length;
        return true;
    }

    /// <summary>Only chunked, once: codings under it are for whoever asked for them, and nobody here does.</summary>
    private readonly bool NoteTransferEncoding(ReadOnlySpan<byte> value, ref HttpParseError error)
    {
        if (head.IsChunked || !Is(value, "chunked"u8))
            return Refuse(HttpParseError.BadTransferEncoding, out error);
        head.IsChunked = true;
        return true;
    }

    private bool NoteConnection(ReadOnlySpan<byte> value)
    {
        foreach (var part in value.Split((byte)','))
        {
            var option = value[part].Trim(" \t"u8);
            _close |= Is(option, "close"u8);
            _keepAlive |= Is(option, "keep-alive"u8);
        }

        return true;
    }

    private readonly bool NoteExpect(ReadOnlySpan<byte> value)
    {
        head.ExpectsContinue = head.MinorVersion > 0 && Is(value, "100-continue"u8);
        return true;
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower) => Ascii.EqualsIgnoreCase(text, lower);

    private static bool Refuse(HttpParseError why, out HttpParseError error)
    {
        error = why;
        return false;
    }
}
