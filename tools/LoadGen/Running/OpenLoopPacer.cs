namespace FromScratch.LoadGen.Running;

/// <summary>
/// The schedule of an open-loop run: when each request is meant to leave, whatever the server does. Latency is measured from that
/// moment, so a stall of the server shows in every request that should have been sent during it (no coordinated omission).
/// Times are nanoseconds of any one clock.
/// </summary>
public sealed class OpenLoopPacer
{
    private readonly long _startNs;
    private readonly double _intervalNs;
    private long _taken;

    public OpenLoopPacer(long startNs, double requestsPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(requestsPerSecond);
        _startNs = startNs;
        _intervalNs = 1e9 / requestsPerSecond;
    }

    /// <summary>Intended time of the next request. Computed from the start each time, so that rounding does not drift.</summary>
    public long NextNs => _startNs + (long)(_taken * _intervalNs);

    /// <summary>Whether a request is due, and when it was meant to leave.</summary>
    public bool TryTake(long nowNs, out long intendedNs)
    {
        intendedNs = NextNs;
        if (intendedNs > nowNs)
            return false;
        _taken++;
        return true;
    }
}
