using System.Globalization;

namespace FromScratch.Protocols.Http;

/// <summary>
/// The Date field (RFC 9110 sections 5.6.7 and 6.6.1), formatted once per second. One per I/O loop: not safe for concurrent use.
/// </summary>
public sealed class HttpDate
{
    private readonly byte[] _line = "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n"u8.ToArray();
    private long _unixSeconds;

    /// <summary>The whole line, with its line end, for that second; valid until the next call.</summary>
    public ReadOnlySpan<byte> Line(long unixSeconds)
    {
        if (unixSeconds != _unixSeconds)
        {
            DateTimeOffset.FromUnixTimeSeconds(unixSeconds).TryFormat(_line.AsSpan(6), out _, "R", CultureInfo.InvariantCulture);
            _unixSeconds = unixSeconds;
        }

        return _line;
    }
}
