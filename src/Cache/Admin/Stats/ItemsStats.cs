namespace FromScratch.Cache.Admin.Stats;

/// <summary>
/// `stats items`: the one class that holds everything (<see cref="ReportedClass"/>); absent while the cache is
/// empty, as memcached's empty classes are.
/// </summary>
internal sealed class ItemsStats(StatsSource source)
{
    public void Collect(StatsReport report)
    {
        var engine = source.Engine.Stats();
        if (engine.Items == 0 && engine.Evictions == 0)
            return;
        report.Add("items:1:number", engine.Items);
        report.Add("items:1:mem_requested", engine.ItemBytes);
        report.Add("items:1:evicted", engine.Evictions);
        report.Add("items:1:outofmemory", engine.StoreOutOfMemory);
        report.Add("items:1:reclaimed", engine.Reclaimed);
        report.Add("items:1:expired_unfetched", engine.ExpiredUnfetched);
        report.Add("items:1:evicted_unfetched", engine.EvictedUnfetched);
        report.Add("items:1:evicted_active", engine.EvictedActive);
        report.Add("items:1:crawler_items_checked", source.Crawls.ItemsChecked);
    }
}
