namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Tests that measure the memory of the process, or need most of its descriptors: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredAlone
{
    public const string Name = "measured alone";

    /// <summary>Bytes that are really in use.</summary>
    internal static long UsedBytes()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
