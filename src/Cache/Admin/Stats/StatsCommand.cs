using FromScratch.Cache.Admin.Crawl;
using FromScratch.Cache.Admin.Watch;

namespace FromScratch.Cache.Admin.Stats;

/// <summary>`stats` and its families, free of any wire: the text and the binary protocol tell the same pairs.</summary>
public sealed class StatsCommand
{
    private readonly StatsSource _source;
    private readonly RequestTap _tap;
    private readonly GeneralStats _general;
    private readonly SettingsStats _settings;
    private readonly ItemsStats _items;
    private readonly SlabsStats _slabs;
    private readonly ConnectionStats _connections;

    internal StatsCommand(StatsSource source, RequestTap tap)
    {
        _source = source;
        _tap = tap;
        _general = new GeneralStats(source);
        _settings = new SettingsStats(source);
        _items = new ItemsStats(source);
        _slabs = new SlabsStats(source);
        _connections = new ConnectionStats(source);
    }

    /// <summary>Requests that `stats detail` could not count because it knows as many prefixes as it may.</summary>
    public long DetailRequestsUntracked => _source.Prefixes.RequestsUntracked;

    /// <summary>
    /// Answers `stats` followed by <paramref name="arguments"/> (words between spaces; none = the general
    /// statistics). Words too many are ignored.
    /// </summary>
    public StatsResult Collect(ReadOnlySpan<byte> arguments, StatsReport report)
    {
        var line = new AdminLine(arguments);
        switch (line[0])
        {
            case []:
                _general.Collect(report);
                return StatsResult.Pairs;
            case var family when family.SequenceEqual("settings"u8):
                _settings.Collect(report);
                return StatsResult.Pairs;
            case var family when family.SequenceEqual("items"u8):
                _items.Collect(report);
                return StatsResult.Pairs;
            case var family when family.SequenceEqual("slabs"u8):
                _slabs.Collect(report);
                return StatsResult.Pairs;
            case var family when family.SequenceEqual("conns"u8):
                _connections.Collect(report);
                return StatsResult.Pairs;
            case var family when family.SequenceEqual("extstore"u8):
                return StatsResult.Pairs;
            case var family when family.SequenceEqual("reset"u8):
                _source.Reset();
                return StatsResult.Done("RESET");
            case var family when family.SequenceEqual("detail"u8):
                return Detail(line[1]);
            case var family when family.SequenceEqual("cachedump"u8):
                return CacheDump(line);
            default:
                return Sizes(line[0], report);
        }
    }

    private StatsResult Detail(ReadOnlySpan<byte> verb)
    {
        if (verb.SequenceEqual("dump"u8))
            return StatsResult.Dump(new PrefixDump(_source.Prefixes));
        var on = verb.SequenceEqual("on"u8);
        if (!on && !verb.SequenceEqual("off"u8))
            return StatsResult.Refused("CLIENT_ERROR usage: stats detail on|off|dump");
        _source.Prefixes.Enabled = on;
        _tap.Apply();
        return StatsResult.Done("OK");
    }

    private StatsResult CacheDump(in AdminLine line)
    {
        if (_source.Options.DumpDisabled)
            return StatsResult.Refused("CLIENT_ERROR stats cachedump not allowed");
        if (line.Count < 3)
            return StatsResult.Refused("CLIENT_ERROR bad command line");
        if (!line.TryUnsigned(1, out var sizeClass) || !line.TryUnsigned(2, out var itemsMax))
            return StatsResult.Refused("CLIENT_ERROR bad command line format");
        if (sizeClass > ReportedClass.NumberMax)
            return StatsResult.Refused("CLIENT_ERROR Illegal slab id");
        return StatsResult.Dump(new CacheDumpReply(_source.Engine, _source.Crawls, sizeClass == ReportedClass.All, itemsMax));
    }

    private StatsResult Sizes(ReadOnlySpan<byte> family, StatsReport report)
    {
        if (family.SequenceEqual("sizes"u8))
        {
            if (_source.Settings.SizesEnabled)
                return StatsResult.After(tell => new SizesReply(_source.Engine, _source.Crawls, _source.Options.ItemBytesMax, tell));
            report.Add("sizes_status", "disabled");
            return StatsResult.Pairs;
        }

        var enable = family.SequenceEqual("sizes_enable"u8);
        if (!enable && !family.SequenceEqual("sizes_disable"u8))
            return StatsResult.Unknown;
        SwitchSizes(enable, report);
        return StatsResult.PairsWithoutEnd;
    }

    /// <summary>memcached counts by CAS ids, so it refuses without them; here it would work, but scripts expect the refusal.</summary>
    private void SwitchSizes(bool enable, StatsReport report)
    {
        if (enable && _source.Options.CasDisabled)
        {
            report.Add("sizes_status", "error");
            report.Add("sizes_error", "cas_support_disabled");
            return;
        }

        _source.Settings.SizesEnabled = enable;
        report.Add("sizes_status", enable, "enabled", "disabled");
    }
}
