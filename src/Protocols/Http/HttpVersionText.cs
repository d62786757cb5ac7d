using FromScratch.Core;

namespace FromScratch.Protocols.Http;

/// <summary>HTTP/1.1 in a first line (RFC 9112 section 2.3): case-sensitive, one digit on each side of the dot.</summary>
internal static class HttpVersionText
{
    public const int Bytes = 8;

    /// <param name="text">Begins with the version.</param>
    /// <param name="ifMalformed">The error for what is no version at all.</param>
    /// <param name="minor">0 for HTTP/1.0, 1 for all later ones (RFC 9110 section 2.5).</param>
    /// <param name="error">Why, when the answer is Invalid.</param>
    public static DecodeStatus Read(ReadOnlySpan<byte> text, HttpParseError ifMalformed, out int minor, out HttpParseError error)
    {
        minor = 1;
        error = HttpParseError.None;
        if (text.StartsWith("HTTP/1.1"u8))
            return DecodeStatus.Done;
        var version = text[..Math.Min(text.Length, Bytes)];
        if (!IsPrefix(version))
            return FieldLine.Fail(ifMalformed, out error);
        if (version.Length < Bytes)
            return DecodeStatus.NeedMore;
        if (version[5] != '1')
            return FieldLine.Fail(HttpParseError.UnsupportedVersion, out error);
        minor = version[7] == '0' ? 0 : 1;
        return DecodeStatus.Done;
    }

    private static bool IsPrefix(ReadOnlySpan<byte> version)
    {
        var prefix = Math.Min(version.Length, 5);
        return version[..prefix].SequenceEqual("HTTP/"u8[..prefix])
            && (version.Length < 6 || HttpCharacters.IsDigit(version[5]))
            && (version.Length < 7 || version[6] == '.')
            && (version.Length < 8 || HttpCharacters.IsDigit(version[7]));
    }
}
