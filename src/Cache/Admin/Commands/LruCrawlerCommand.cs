using FromScratch.Cache.Admin.Crawl;
using FromScratch.Cache.Admin.Stats;
using FromScratch.Core.Buffers;
using FromScratch.Transport;

namespace FromScratch.Cache.Admin.Commands;

/// <summary>`lru_crawler enable|disable|sleep|tocrawl|crawl|metadump|mgdump`.</summary>
internal sealed class LruCrawlerCommand(StatsSource source) : IAdminCommand
{
    private static ReadOnlySpan<byte> BadFormat => "CLIENT_ERROR bad command line format"u8;

    public AdminResult Execute(in AdminLine line, IConnection connection, OutputBuffer output)
    {
        if (line.Count == 3 && line.Is(1, "metadump"u8))
            return Dump(line[2], output, asCommands: false);
        if (line.Count == 3 && line.Is(1, "mgdump"u8))
            return Dump(line[2], output, asCommands: true);
        output.WriteLine(Apply(line));
        return default;
    }

    private ReadOnlySpan<byte> Apply(in AdminLine line) => line switch
    {
        _ when line.Count == 2 && line.Is(1, "enable"u8) => Enable(),
        _ when line.Count == 2 && line.Is(1, "disable"u8) => Disable(),
        _ when line.Count == 3 && line.Is(1, "sleep"u8) => Sleep(line),
        _ when line.Count == 3 && line.Is(1, "tocrawl"u8) => ToCrawl(line),
        _ when line.Count == 3 && line.Is(1, "crawl"u8) => Crawl(line[2]),
        _ => "ERROR"u8,
    };

    private ReadOnlySpan<byte> Enable()
    {
        if (source.Settings.CrawlerEnabled)
            return "ERROR failed to start lru crawler thread"u8;
        source.Settings.CrawlerEnabled = true;
        return "OK"u8;
    }

    private ReadOnlySpan<byte> Disable()
    {
        source.Settings.CrawlerEnabled = false;
        return "OK"u8;
    }

    private ReadOnlySpan<byte> Sleep(in AdminLine line)
    {
        if (!line.TryUnsigned(2, out var microseconds) || microseconds > uint.MaxValue)
            return BadFormat;
        if (microseconds > RuntimeSettings.CrawlerSleepMicrosecondsMax)
            return "CLIENT_ERROR sleep must be one second or less"u8;
        source.Settings.CrawlerSleepMicroseconds = (int)microseconds;
        return "OK"u8;
    }

    private ReadOnlySpan<byte> ToCrawl(in AdminLine line)
    {
        if (!line.TryUnsigned(2, out var items) || items > uint.MaxValue)
            return BadFormat;
        source.Settings.CrawlerItemsMax = (uint)items;
        return "OK"u8;
    }

    /// <summary>memcached starts a background walk that reclaims expired items; the engine does that work at once.</summary>
    private ReadOnlySpan<byte> Crawl(ReadOnlySpan<byte> classes)
    {
        if (!source.Settings.CrawlerEnabled)
            return "CLIENT_ERROR lru crawler disabled"u8;
        if (classes.SequenceEqual("hash"u8))
            return "ERROR an unknown error happened"u8;
        if (!ClassList.TryParse(classes, out _))
            return "BADCLASS invalid class id"u8;
        source.Crawls.Started();
        source.Engine.Tick();
        return "OK"u8;
    }

    private AdminResult Dump(ReadOnlySpan<byte> classes, OutputBuffer output, bool asCommands)
    {
        var refusal = RefuseDump(classes, out var hasItems);
        if (!refusal.IsEmpty)
        {
            output.WriteLine(refusal);
            return default;
        }

        source.Crawls.Started();
        output.WriteLine("OK"u8);
        if (!hasItems)
        {
            output.WriteLine(asCommands ? "EN"u8 : "END"u8);
            return default;
        }

        CrawlReply reply = asCommands ? new MgdumpReply(source.Engine, source.Crawls) : new MetadumpReply(source.Engine, source.Crawls);
        return reply.WriteMore(output) ? default : new AdminResult(reply);
    }

    private ReadOnlySpan<byte> RefuseDump(ReadOnlySpan<byte> classes, out bool hasItems)
    {
        hasItems = true;
        if (!source.Settings.CrawlerEnabled)
            return "CLIENT_ERROR lru crawler disabled"u8;
        if (source.Options.DumpDisabled)
            return "ERROR metadump not allowed"u8;
        if (classes.SequenceEqual("hash"u8) || ClassList.TryParse(classes, out hasItems))
            return default;
        return "BADCLASS invalid class id"u8;
    }
}
