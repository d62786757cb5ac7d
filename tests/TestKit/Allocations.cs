namespace FromScratch.TestKit;

/// <summary>What code costs the collector.</summary>
public static class Allocations
{
    private const int AttemptsMax = 5;

    /// <summary>
    /// Bytes that the calling thread allocates while <paramref name="round"/> runs so often, after it has run as often already. The least
    /// of several measurements: the runtime allocates now and then on its own account, but what the code needs is in each of them.
    /// </summary>
    public static long OfThread(Action round, int times = 100)
    {
        ArgumentNullException.ThrowIfNull(round);
        Measure(round, times);
        var least = long.MaxValue;
        for (var attempt = 0; attempt < AttemptsMax && least > 0; attempt++)
            least = Math.Min(least, Measure(round, times));
        return least;
    }

    private static long Measure(Action round, int times)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < times; i++)
            round();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
