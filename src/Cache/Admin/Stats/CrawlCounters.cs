namespace FromScratch.Cache.Admin.Stats;

/// <summary>What walks over the items cost.</summary>
internal sealed class CrawlCounters
{
    private long _starts;
    private long _itemsChecked;

    public long Starts => Volatile.Read(ref _starts);

    public long ItemsChecked => Volatile.Read(ref _itemsChecked);

    public void Started() => Interlocked.Increment(ref _starts);

    public void Checked(int items) => Interlocked.Add(ref _itemsChecked, items);

    public void Reset()
    {
        Volatile.Write(ref _starts, 0);
        Volatile.Write(ref _itemsChecked, 0);
    }
}
