namespace FromScratch.Cache.Admin;

/// <summary>What operators changed since the start; read and written from any I/O loop, each value by itself.</summary>
public sealed class RuntimeSettings(CacheOptions options)
{
    public const int VerbosityMax = 3;
    public const int CrawlerSleepMicrosecondsMax = 1_000_000;

    private volatile int _verbosity = Math.Clamp(options.Verbosity, 0, VerbosityMax);
    private volatile bool _crawlerEnabled = true;
    private volatile int _crawlerSleepMicroseconds = 100;
    private volatile uint _crawlerItemsMax;
    private volatile bool _sizesEnabled = options.TrackSizes;

    public int Verbosity { get => _verbosity; set => _verbosity = value; }

    /// <summary>Whether `lru_crawler crawl|metadump|mgdump` are served.</summary>
    public bool CrawlerEnabled { get => _crawlerEnabled; set => _crawlerEnabled = value; }

    /// <summary>Shown by `stats settings` only: dumps are paced by the reader's speed, not by sleeping.</summary>
    public int CrawlerSleepMicroseconds { get => _crawlerSleepMicroseconds; set => _crawlerSleepMicroseconds = value; }

    /// <summary>Shown by `stats settings` only: 0 = every item.</summary>
    public uint CrawlerItemsMax { get => _crawlerItemsMax; set => _crawlerItemsMax = value; }

    /// <summary>Whether `stats sizes` walks the items.</summary>
    public bool SizesEnabled { get => _sizesEnabled; set => _sizesEnabled = value; }
}
