using System.Globalization;

namespace FromScratch.Cache.Admin.Stats;

/// <summary>One statistic as clients see it.</summary>
public readonly record struct StatsEntry(string Name, string Value);

/// <summary>Statistics in the order in which they are told, whatever protocol tells them.</summary>
public sealed class StatsReport
{
    private readonly List<StatsEntry> _entries = [];

    public IReadOnlyList<StatsEntry> Entries => _entries;

    public void Add(string name, string value) => _entries.Add(new StatsEntry(name, value));

    public void Add(string name, long value) => Add(name, value.ToString(CultureInfo.InvariantCulture));

    public void Add(string name, bool value, string whenTrue, string whenFalse) => Add(name, value ? whenTrue : whenFalse);

    /// <summary>Seconds with six decimals, as memcached prints processor time.</summary>
    public void Add(string name, TimeSpan value) => Add(name, value.TotalSeconds.ToString("F6", CultureInfo.InvariantCulture));
}
