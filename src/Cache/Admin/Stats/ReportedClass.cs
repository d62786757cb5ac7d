namespace FromScratch.Cache.Admin.Stats;

/// <summary>
/// memcached's tools think in slab classes. Items of every size share one memory here, so there is one class, and
/// everything an item carries as `cls` or `clsid` is its number.
/// </summary>
internal static class ReportedClass
{
    public const int All = 1;

    /// <summary>Largest number that memcached takes as a class; those up to it are legal and empty.</summary>
    public const int NumberMax = 63;

    /// <summary>The unit in which tools count a class's memory.</summary>
    public const int PageBytes = 1 << 20;
}
