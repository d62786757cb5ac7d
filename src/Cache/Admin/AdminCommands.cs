using FromScratch.Cache.Admin.Commands;
using FromScratch.Cache.Admin.Stats;
using FromScratch.Cache.Admin.Watch;
using FromScratch.Cache.Engine;
using FromScratch.Cache.Session;
using FromScratch.Core.Buffers;
using FromScratch.Transport;

namespace FromScratch.Cache.Admin;

/// <summary>
/// The operators' commands of the text protocol: stats, watch, lru, lru_crawler, slabs, cache_memlimit, verbosity, shutdown,
/// refresh_certs, extstore. The session recognises the verb and hands the whole line over. Thread-safe.
/// </summary>
public sealed class AdminCommands
{
    private readonly WatchCommand _watch;
    private readonly StatsTextCommand _stats;
    private readonly LruCrawlerCommand _lruCrawler;
    private readonly MemoryLimitCommand _memoryLimit;
    private readonly VerbosityCommand _verbosity;
    private readonly ShutdownCommand _shutdown;
    private readonly RefreshCertificatesCommand _refreshCertificates;
    private readonly LruCommand _lru = new();
    private readonly SlabsCommand _slabs = new();

    /// <param name="control">Null where the cache does not own its process: shutdown is then refused and process values are absent.</param>
    /// <param name="transport">Null where there is no transport: its values are then absent.</param>
    public AdminCommands(
        CacheOptions options, CacheEngine engine, CacheTelemetry telemetry, TimeProvider time,
        IServerControl? control = null, ITransportStats? transport = null)
    {
        Settings = new RuntimeSettings(options);
        Watch = new WatchHub(time);
        Connections = new ConnectionTap(Watch);
        var source = new StatsSource(options, engine, telemetry, Settings, Watch, control, transport);
        Stats = new StatsCommand(source, new RequestTap(Watch, source.Prefixes, telemetry, engine));

        _watch = new WatchCommand(options, Watch);
        _stats = new StatsTextCommand(Stats);
        _lruCrawler = new LruCrawlerCommand(source);
        _memoryLimit = new MemoryLimitCommand(engine);
        _verbosity = new VerbosityCommand(Settings, control);
        _shutdown = new ShutdownCommand(options, control);
        _refreshCertificates = new RefreshCertificatesCommand(options, control);
    }

    /// <summary>The statistics behind `stats`, for other protocols.</summary>
    public StatsCommand Stats { get; }

    public WatchHub Watch { get; }

    /// <summary>To be told of sessions that open and close.</summary>
    public ConnectionTap Connections { get; }

    public RuntimeSettings Settings { get; }

    /// <summary>Executes one line (without its line end) and writes the reply, or hands back a reply to be resumed.</summary>
    public AdminResult Execute(ReadOnlySpan<byte> line, IConnection connection, OutputBuffer output)
    {
        var words = new AdminLine(line);
        var start = output.Length;
        var command = CommandOf(words[0], out var canBeSilent);
        if (command is null)
        {
            output.WriteLine("ERROR"u8);
            return default;
        }

        var result = command.Execute(words, connection, output);
        if (canBeSilent && words.HasNoReply)
            output.Truncate(start);
        return result;
    }

    /// <param name="canBeSilent">The command honours a last word `noreply`.</param>
    private IAdminCommand? CommandOf(ReadOnlySpan<byte> verb, out bool canBeSilent)
    {
        canBeSilent = true;
        if (verb.SequenceEqual("watch"u8))
            return _watch;
        if (verb.SequenceEqual("cache_memlimit"u8))
            return _memoryLimit;
        if (verb.SequenceEqual("verbosity"u8))
            return _verbosity;
        if (verb.SequenceEqual("lru"u8))
            return _lru;
        if (verb.SequenceEqual("slabs"u8))
            return _slabs;

        canBeSilent = false;
        if (verb.SequenceEqual("stats"u8))
            return _stats;
        if (verb.SequenceEqual("lru_crawler"u8))
            return _lruCrawler;
        if (verb.SequenceEqual("shutdown"u8))
            return _shutdown;
        return verb.SequenceEqual("refresh_certs"u8) ? _refreshCertificates : null;
    }
}
