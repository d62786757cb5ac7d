using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace FromScratch.Hosts.Cache;

/// <summary>
/// memcached's command-line switches, so that a service file keeps working after the binary is swapped. Each switch sets one key of the standard
/// configuration and stands last in its order; what only tunes memcached's internals is accepted and named in one warning.
/// </summary>
internal sealed class CacheSwitches
{
    private const string Section = "Cache:";

    private readonly Dictionary<string, string?> _settings = [];
    private readonly List<string> _ignored = [];
    private string? _error;

    /// <summary>Configuration keys and values that the switches set.</summary>
    public IReadOnlyDictionary<string, string?> Settings => _settings;

    /// <summary>Switches that were accepted and mean nothing here.</summary>
    public IReadOnlyList<string> Ignored => _ignored;

    /// <summary>What is wrong with the command line, in one line; null when nothing is.</summary>
    public string? Error => _error;

    public bool Daemon { get; private set; }

    public bool CheckConfig { get; private set; }

    public string? User { get; private set; }

    public string? PidFile { get; private set; }

    /// <summary>Set when the parser itself answers (help, version): run it and exit.</summary>
    public ParseResult? Answer { get; private set; }

    public static CacheSwitches Parse(string[] args)
    {
        var switches = new CacheSwitches();
        var table = new SwitchTable();
        var result = table.Root.Parse(args);
        if (result.Errors.Count > 0)
            switches.Fail(result.Errors[0].Message);
        else if (result.Action is not null)
            switches.Answer = result;
        else
            switches.Read(result, table);
        return switches;
    }

    private void Read(ParseResult result, SwitchTable table)
    {
        Daemon = result.GetValue(table.Daemon);
        CheckConfig = result.GetValue(table.CheckConfig);
        User = result.GetValue(table.User);
        PidFile = result.GetValue(table.PidFile);
        foreach (var (option, key) in table.Values)
            if (result.GetValue(option) is { } text)
                Set(key, text);
        foreach (var (option, key) in table.Flags)
            if (result.GetValue(option))
                Set(key, "true");
        foreach (var option in table.IgnoredValues.Where(option => result.GetResult(option) is not null))
            _ignored.Add(option.Name);
        foreach (var option in table.IgnoredFlags.Where(result.GetValue))
            _ignored.Add(option.Name);
        ReadConverted(result, table);
    }

    /// <summary>The switches whose text is not yet the value of their key.</summary>
    private void ReadConverted(ParseResult result, SwitchTable table)
    {
        if (result.GetResult(table.Verbose) is { IdentifierTokenCount: > 0 } verbose)
            Set("Verbosity", verbose.IdentifierTokenCount.ToString(CultureInfo.InvariantCulture));
        if (result.GetValue(table.ItemSize) is { } size)
            ReadItemSize(size);
        if (result.GetValue(table.UdpPort) is { } udp && udp != "0")
            Fail($"-U {udp}: UDP is not served; allowed: 0");
        if (result.GetValue(table.UnixMask) is { } mask)
            ReadUnixMask(mask);
        if (result.GetValue(table.PrefixDelimiter) is { } delimiter)
        {
            Set("PrefixDelimiter", delimiter);
            Set("DetailStats", "true");
        }

        var listen = (result.GetValue(table.Listen) ?? []).SelectMany(l => l.Split(',', StringSplitOptions.RemoveEmptyEntries)).ToArray();
        for (var i = 0; i < listen.Length; i++)
            Set($"Listen:{i}", listen[i]);
        foreach (var extended in (result.GetValue(table.Extended) ?? []).SelectMany(o => o.Split(',', StringSplitOptions.RemoveEmptyEntries)))
            ExtendedOptions.Read(extended, Set, _ignored.Add, Fail);
    }

    /// <summary>-I takes bytes, or a number followed by k or m (g is spoken too).</summary>
    private void ReadItemSize(string text)
    {
        var shift = char.ToUpperInvariant(text[^1]) switch { 'K' => 10, 'M' => 20, 'G' => 30, _ => 0 };
        var digits = shift == 0 ? text : text[..^1];
        if (long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= int.MaxValue >> shift)
            Set("ItemBytesMax", (number << shift).ToString(CultureInfo.InvariantCulture));
        else
            Fail($"-I {text}: allowed: 1k to 1g");
    }

    private void ReadUnixMask(string octal)
    {
        if (octal.Length is > 0 and <= 4 && octal.All(c => c is >= '0' and <= '7'))
            Set("UnixSocketMode", Convert.ToInt32(octal, 8).ToString(CultureInfo.InvariantCulture));
        else
            Fail($"-a {octal}: allowed: permission bits in octal, 0 to 0777");
    }

    private void Set(string key, string? value) => _settings[Section + key] = value;

    /// <summary>The first mistake is the one that is told.</summary>
    private void Fail(string message) => _error ??= message;
}
