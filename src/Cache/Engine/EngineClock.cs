using FromScratch.Core.Time;

namespace FromScratch.Cache.Engine;

/// <summary>
/// Engine seconds: 32 bits, counted from two seconds before the server's start, from the injected clock. Holds memcached's rule for
/// the expiry a client names (protocol.txt, "Expiration times").
/// </summary>
public sealed class EngineClock(CoarseClock clock)
{
    /// <summary>Longest expiry taken as relative: 30 days in seconds. Larger numbers are absolute unix times.</summary>
    public const int RelativeSecondsMax = 60 * 60 * 24 * 30;

    /// <summary>The engine second in which the server started.</summary>
    public const uint StartSecond = 2;

    private readonly long _zeroUnixSeconds = clock.StartUnixSeconds - StartSecond;

    public uint Now => (uint)(clock.UnixSeconds - _zeroUnixSeconds);

    /// <summary>
    /// 0 never; negative at once; up to 30 days relative to now; above that unix time, at once when it lies before the start.
    /// </summary>
    public Expiry ExpiryOf(long exptime) => exptime switch
    {
        0 => Expiry.Never,
        < 0 => Expiry.AtOnce,
        <= RelativeSecondsMax => new Expiry(Now + (uint)exptime),
        _ => ExpiryAtUnix(exptime),
    };

    /// <summary>An absolute time however near it is; at once when it lies before the start.</summary>
    public Expiry ExpiryAtUnix(long unixSeconds) =>
        unixSeconds <= _zeroUnixSeconds ? Expiry.AtOnce : new Expiry((uint)Math.Min(uint.MaxValue, unixSeconds - _zeroUnixSeconds));

    public long ToUnixSeconds(uint engineSecond) => _zeroUnixSeconds + engineSecond;
}
