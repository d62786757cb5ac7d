namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Tests that measure the memory of the process, or need most of its descriptors: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredAlone
{
    public const string Name = "measured alone";
    private const int AttemptsMax = 50;

    /// <summary>
    /// Bytes that are really in use, by the account of the last collection: <see cref="GC.GetTotalMemory"/> was seen 3.4 MiB too
    /// low, twice over, while a pinned buffer stayed behind in the youngest generation, whose free bytes it seems to take off again.
    /// </summary>
    internal static long UsedBytes()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        var last = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        return last.HeapSizeBytes - last.FragmentedBytes;
    }

    /// <summary>The same when what earlier tests leave behind is gone: their threads may end a moment after them.</summary>
    internal static long SettledBytes()
    {
        var used = UsedBytes();
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var now = UsedBytes();
            if (now > used - (64 << 10))
                return now;
            used = now;
        }

        return used;
    }
}
