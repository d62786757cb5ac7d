using System.Globalization;
using System.Text;

namespace FromScratch.Hosting.CommandLine;

/// <summary>
/// Reads a command line as getopt_long does (-p 1, -p1, -vv, -vp1, --port 1, --port=1) against a server's own switches, beside what every
/// host takes: --help, --version, --check-config, --config FILE, and any configuration key as --Section:Key=value or --Section:Key value.
/// </summary>
public sealed class SwitchTable
{
    private readonly List<Switch> _switches = [];

    public SwitchTable(IEnumerable<Switch> switches)
    {
        _switches.AddRange(switches);
        AddCommon("help", null, "print this help", (line, _) => line.HelpAsked = true);
        AddCommon("version", null, "print the version", (line, _) => line.VersionAsked = true);
        AddCommon("check-config", null, "check the configuration, print it and end", (line, _) => line.CheckConfigAsked = true);
        AddCommon("config", "FILE", "read this JSON file after appsettings.json", (line, value) => line.ConfigFiles.Add(value));
    }

    public ParsedCommandLine Parse(IReadOnlyList<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var line = new ParsedCommandLine();
        var rest = new Queue<string>(args);
        while (line.Error is null && rest.TryDequeue(out var arg))
        {
            line.Error = arg switch
            {
                ['-', '-', _, ..] => ReadLong(line, arg[2..], rest),
                ['-', not '-', ..] => ReadShort(line, arg, rest),
                _ => $"unexpected argument \"{arg}\": see --help",
            };
        }

        return line;
    }

    /// <summary>The switches, one per line, aligned.</summary>
    public string Help()
    {
        var text = new StringBuilder();
        foreach (var one in _switches)
        {
            var letter = one.Short == '\0' ? "   " : $"-{one.Short}" + (one.Long is null ? " " : ",");
            var name = (one.Long is null ? "" : "--" + one.Long) + (one.Value is null ? "" : " " + one.Value);
            text.Append(CultureInfo.InvariantCulture, $"  {letter} {name,-26} {one.Help}\n");
        }

        return text.ToString();
    }

    private void AddCommon(string name, string? value, string help, Action<ParsedCommandLine, string> apply)
    {
        if (!_switches.Exists(one => one.Long == name))
            _switches.Add(new Switch('\0', name, value, help, Applied));

        string? Applied(ParsedCommandLine line, string given)
        {
            apply(line, given);
            return null;
        }
    }

    private string? ReadLong(ParsedCommandLine line, string text, Queue<string> rest)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? text : text[..equals];
        var inline = equals < 0 ? null : text[(equals + 1)..];
        if (_switches.Find(one => one.Long == name) is not { } found)
            return name.Contains(':', StringComparison.Ordinal) ? ReadKey(line, name, inline, rest) : $"unknown switch --{name}: see --help";
        if (!found.TakesValue)
            return inline is null ? Apply(found, line, "--" + name, "") : $"--{name} takes no value";
        return (inline ?? Next(rest)) is { } value ? Apply(found, line, "--" + name, value) : $"--{name} needs a value: {found.Value}";
    }

    private string? ReadShort(ParsedCommandLine line, string arg, Queue<string> rest)
    {
        for (var at = 1; at < arg.Length; at++)
        {
            var name = $"-{arg[at]}";
            if (_switches.Find(one => one.Short == arg[at]) is not { } found)
                return $"unknown switch {name}: see --help";
            if (found.TakesValue)
            {
                var value = at + 1 < arg.Length ? arg[(at + 1)..] : Next(rest);
                return value is null ? $"{name} needs a value: {found.Value}" : Apply(found, line, name, value);
            }

            if (Apply(found, line, name, "") is { } error)
                return error;
        }

        return null;
    }

    private static string? ReadKey(ParsedCommandLine line, string key, string? inline, Queue<string> rest)
    {
        if ((inline ?? Next(rest)) is not { } value)
            return $"--{key} needs a value";
        line.Set(key, value);
        return null;
    }

    private static string? Apply(Switch found, ParsedCommandLine line, string name, string value) =>
        found.Apply(line, value) is { } allowed ? $"{name} = \"{value}\": allowed is {allowed}" : null;

    private static string? Next(Queue<string> rest) => rest.TryDequeue(out var value) ? value : null;
}
