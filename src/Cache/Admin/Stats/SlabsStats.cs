namespace FromScratch.Cache.Admin.Stats;

/// <summary>
/// `stats slabs`: the one class that holds everything (<see cref="ReportedClass"/>), its memory counted in pages of 1 MiB and in chunks of
/// the present mean item, so that the arithmetic of memcached's tools (chunks times size, pages times chunks) comes out right.
/// </summary>
internal sealed class SlabsStats(StatsSource source)
{
    public void Collect(StatsReport report)
    {
        var engine = source.Engine.Stats();
        if (engine.Items > 0)
            AddClass(report, engine.Items, engine.ItemBytes, engine.MemoryBytesUsed);
        report.Add("active_slabs", engine.Items > 0 ? 1 : 0);
        report.Add("total_malloced", engine.MemoryBytesUsed);
    }

    private void AddClass(StatsReport report, long items, long itemBytes, long usedBytes)
    {
        var chunkBytes = Math.Max(1, (itemBytes + items - 1) / items);
        var pages = Math.Max(1, (usedBytes + ReportedClass.PageBytes - 1) / ReportedClass.PageBytes);
        var chunks = Math.Max(items, pages * ReportedClass.PageBytes / chunkBytes);
        report.Add("1:chunk_size", chunkBytes);
        report.Add("1:chunks_per_page", Math.Max(1, ReportedClass.PageBytes / chunkBytes));
        report.Add("1:total_pages", pages);
        report.Add("1:total_chunks", chunks);
        report.Add("1:used_chunks", items);
        report.Add("1:free_chunks", chunks - items);
        report.Add("1:free_chunks_end", 0);
        report.Add("1:mem_requested", itemBytes);
        AddHits(report);
    }

    private void AddHits(StatsReport report)
    {
        var sum = source.Telemetry.Sum();
        var zero = source.Baseline.Commands;
        report.Add("1:get_hits", sum.GetHits - zero.GetHits);
        report.Add("1:cmd_set", sum.CmdSet - zero.CmdSet);
        report.Add("1:delete_hits", sum.DeleteHits - zero.DeleteHits);
        report.Add("1:incr_hits", sum.IncrHits - zero.IncrHits);
        report.Add("1:decr_hits", sum.DecrHits - zero.DecrHits);
        report.Add("1:cas_hits", sum.CasHits - zero.CasHits);
        report.Add("1:cas_badval", sum.CasBadval - zero.CasBadval);
        report.Add("1:touch_hits", sum.TouchHits - zero.TouchHits);
    }
}
