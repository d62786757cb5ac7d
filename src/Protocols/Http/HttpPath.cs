namespace FromScratch.Protocols.Http;

/// <summary>Questions about a path that is left as it was sent: percent-encoded, never decoded.</summary>
public static class HttpPath
{
    /// <summary>
    /// A segment is . or .. (RFC 3986 section 5.2.4), also with dots as %2e. Such a path may mean another place to the server behind a
    /// proxy than the prefix it was routed by says.
    /// </summary>
    public static bool HasDotSegments(ReadOnlySpan<byte> path)
    {
        for (var at = 0; at < path.Length;)
        {
            var length = path[at..].IndexOf((byte)'/');
            var end = length < 0 ? path.Length : at + length;
            if (IsDots(path[at..end]))
                return true;
            at = end + 1;
        }

        return false;
    }

    /// <summary>Every percent sign is followed by two hex digits (RFC 3986 section 2.1).</summary>
    public static bool IsWellEncoded(ReadOnlySpan<byte> path)
    {
        for (var at = path.IndexOf((byte)'%'); at >= 0;)
        {
            if (path.Length - at < 3 || !char.IsAsciiHexDigit((char)path[at + 1]) || !char.IsAsciiHexDigit((char)path[at + 2]))
                return false;
            path = path[(at + 3)..];
            at = path.IndexOf((byte)'%');
        }

        return true;
    }

    private static bool IsDots(ReadOnlySpan<byte> segment)
    {
        var dots = 0;
        while (!segment.IsEmpty)
        {
            var length = segment[0] == '.' ? 1 : IsEncodedDot(segment) ? 3 : 0;
            if (length == 0 || ++dots > 2)
                return false;
            segment = segment[length..];
        }

        return dots > 0;
    }

    private static bool IsEncodedDot(ReadOnlySpan<byte> text) =>
        text.Length >= 3 && text[0] == '%' && text[1] == '2' && (text[2] | 0x20) == 'e';
}
