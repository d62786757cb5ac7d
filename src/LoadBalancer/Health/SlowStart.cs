namespace FromScratch.LoadBalancer.Health;

/// <summary>A server that comes back gets its share little by little, so that cold caches and lazy start-up do not drown it.</summary>
internal static class SlowStart
{
    private const double LeastShare = 0.1;

    /// <param name="weight">When it is warm.</param>
    /// <param name="returnedAtMs">0 = it was never away.</param>
    /// <param name="windowMs">0 = there is no slow start.</param>
    /// <param name="nowMs">Monotonic milliseconds, like the others.</param>
    public static double Weight(double weight, long returnedAtMs, int windowMs, long nowMs)
    {
        var age = nowMs - returnedAtMs;
        return returnedAtMs == 0 || age >= windowMs ? weight : weight * Math.Max(LeastShare, (double)age / windowMs);
    }

    public static bool IsActive(long returnedAtMs, int windowMs, long nowMs) => returnedAtMs != 0 && nowMs - returnedAtMs < windowMs;
}
