using FromScratch.Cache.Admin.Stats;
using FromScratch.Cache.Engine;
using FromScratch.Cache.Session;
using FromScratch.Core.Buffers;

namespace FromScratch.Cache.Admin.Crawl;

/// <summary>
/// A dump that walks the items while its client reads: each step locks one partition shortly, stops when the output is full, and goes on
/// when there is room again. Holds nothing but a cursor between turns.
/// </summary>
internal abstract class CrawlReply(CacheEngine engine, CrawlCounters counters) : IResumableReply
{
    /// <summary>Items that one lock of a partition covers.</summary>
    private const int ItemsPerStepMax = 64;

    /// <summary>Steps of one turn, so that a walk that writes little does not hold its loop.</summary>
    private const int StepsPerTurnMax = 64;

    private CrawlCursor _cursor;
    private bool _walked;

    protected CacheEngine Engine { get; } = engine;

    public bool WriteMore(OutputBuffer output)
    {
        for (var step = 0; step < StepsPerTurnMax && !_walked && !output.IsOverSoftLimit; step++)
        {
            _walked = !Step(ref _cursor, ItemsPerStepMax, output, out var items);
            counters.Checked(items);
        }

        return _walked && WriteEnd(output);
    }

    /// <summary>Walks one step and writes its items; false when it was the last.</summary>
    protected abstract bool Step(ref CrawlCursor cursor, int itemsMax, OutputBuffer output, out int items);

    /// <summary>Writes what follows the items; false when more of it is left.</summary>
    protected abstract bool WriteEnd(OutputBuffer output);
}
