using FromScratch.Cache.Engine.Items;

namespace FromScratch.Cache.Engine.Partitions;

/// <content>What happens beside requests: the passing of seconds, flushes, the memory limit, crawling, statistics.</content>
internal sealed unsafe partial class Partition
{
    private const int TickSteps = 1024;
    private const int EvictionsPerTurn = 256;

    /// <summary>Works off everything that is due; lets others in between batches.</summary>
    public void Tick(uint now)
    {
        bool caughtUp;
        do
        {
            _lock.Enter();
            if (now > _settledSecond)
                BeginSecond(now, TickSteps);
            else
                Reclaim(TickSteps);
            caughtUp = _wheel.IsCaughtUp(_now);
            _lock.Exit();
        }
        while (!caughtUp);
    }

    public void Flush(uint second, uint now)
    {
        Enter(now);
        if (second <= _now)
            FlushNow();
        else
            _flushAt = second;
        _lock.Exit();
    }

    /// <summary>Sets the share of the budget and evicts until it is kept.</summary>
    public void SetMemoryLimit(long bytes, uint now)
    {
        bool over;
        do
        {
            Enter(now);
            _memory.SetPagesMax(PagesFor(bytes));
            for (var i = 0; i < EvictionsPerTurn && _memory.PagesUsed > _memory.PagesMax; i++)
                ReleaseSomething();
            over = _memory.PagesUsed > _memory.PagesMax && _policy.Count > 0;
            if (!over)
                _memory.TrimFreePages();
            _lock.Exit();
        }
        while (over);
    }

    public bool Crawl<TReader>(ref uint position, int itemsMax, uint now, ref TReader reader)
        where TReader : struct, IItemReader, allows ref struct
    {
        Enter(now);
        try
        {
            var seen = 0;
            while (seen < itemsMax)
            {
                foreach (var handle in _index.EntriesAt(position))
                {
                    var item = At(handle);
                    if (Item.IsDead(item, _now))
                        continue;
                    reader.Read(new ItemView(this, item));
                    seen++;
                }

                position = _index.NextPosition(position);
                if (position == 0)
                    return false;
            }

            return true;
        }
        finally
        {
            _lock.Exit();
        }
    }

    public void AddStats(ref EngineStats stats)
    {
        _lock.Enter();
        stats.MemoryBytesUsed += BytesUsed;
        stats.ItemBytes += _policy.Bytes;
        stats.Items += _policy.Count;
        stats.IndexBytes += _index.Bytes;
        _counters.AddTo(ref stats);
        _lock.Exit();
    }

    public void ResetStats()
    {
        _lock.Enter();
        _counters = default;
        _lock.Exit();
    }

    private long BytesUsed =>
        FixedBytes + ((long)_memory.PagesUsed * (Memory.PageMemory.PageBytes + Memory.PageMemory.BookkeepingBytesPerPage));

    private void BeginSecond(uint now) => BeginSecond(now, ReclaimSteps);

    private void BeginSecond(uint now, int steps)
    {
        // Another thread may have come with a later reading.
        _now = Math.Max(_now, now);
        if (_flushAt != 0 && _now >= _flushAt)
            FlushNow();
        Reclaim(steps);
        if (_wheel.IsCaughtUp(_now))
            _settledSecond = _now;
    }

    private void FlushNow()
    {
        _flushAt = 0;
        _counters.Flushed += _policy.Count;
        _policy.Clear();
        _wheel.Clear();
        _slots.Clear();
        _memory.ReleaseAll();
        _index.Reset();
    }

    private void ReleaseSomething()
    {
        if (TryCompact())
            return;
        var page = _policy.PagesHeld > _policy.PagesWanted ? _policy.TakePageBack() : 0;
        if (page != 0)
            _memory.ReleasePage(page);
        else
            Evict();
    }
}
