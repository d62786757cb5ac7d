using System.CommandLine;
using System.CommandLine.Parsing;

namespace FromScratch.Hosting.CommandLine;

/// <summary>
/// A server's own switches beside what every host takes: --help, --version, --check-config, --config FILE, and any configuration key as
/// --Section:Key=value. Reads as getopt does: -p 1, -p1, -vv, -vMp 1, --port 1, --port=1.
/// </summary>
public sealed class SwitchTable
{
    private readonly RootCommand _root;
    private readonly List<(Switch Switch, Option Option)> _options = [];

    public SwitchTable(string summary, IEnumerable<Switch> switches)
    {
        _root = new RootCommand(summary) { TreatUnmatchedTokensAsErrors = false };
        foreach (var version in _root.Options.OfType<VersionOption>().ToArray())
            _root.Options.Remove(version);
        foreach (var one in switches)
            Add(one);
        AddCommon("version", null, "Print the version", (line, _) => line.VersionAsked = true);
        AddCommon("check-config", null, "Check the configuration, print it and end", (line, _) => line.CheckConfigAsked = true);
        AddCommon("config", "FILE", "Read this JSON file after appsettings.json", (line, value) => line.ConfigFiles.Add(value));
    }

    public ParsedCommandLine Parse(string[] args)
    {
        var line = new ParsedCommandLine();
        var result = _root.Parse(args);
        line.HelpAsked = result.Action is not null && result.Errors.Count == 0;
        line.Error = result.Errors.Count > 0 ? result.Errors[0].Message : ReadKeys(line, result.UnmatchedTokens);
        foreach (var (one, option) in _options)
            if (line.Error is null && result.GetResult(option) is { Implicit: false } given)
                line.Error = Apply(one, option, given, line);
        return line;
    }

    /// <summary>Writes the help to standard output.</summary>
    public void PrintHelp() => _root.Parse("--help").Invoke();

    private void AddCommon(string name, string? value, string help, Action<ParsedCommandLine, string> apply)
    {
        if (!_options.Exists(one => one.Switch.Long == name))
            Add(new Switch('\0', name, value, help, Applied));

        string? Applied(ParsedCommandLine line, string given)
        {
            apply(line, given);
            return null;
        }
    }

    private void Add(Switch one)
    {
        string[] names = [.. one.Short == '\0' ? [] : new[] { "-" + one.Short }, .. one.Long is null ? [] : new[] { "--" + one.Long }];
        Option option = one.TakesValue
            ? new Option<string[]>(names[0], names[1..]) { HelpName = one.Value, Arity = ArgumentArity.OneOrMore }
            : new Option<bool>(names[0], names[1..]) { Arity = ArgumentArity.Zero };
        option.Description = one.Help;
        _options.Add((one, option));
        _root.Options.Add(option);
    }

    /// <summary>Every value in the order given; a switch without one as often as it stands there (-vv).</summary>
    private static string? Apply(Switch one, Option option, OptionResult given, ParsedCommandLine line)
    {
        var values = one.TakesValue ? given.Tokens.Select(token => token.Value) : Enumerable.Repeat("", given.IdentifierTokenCount);
        foreach (var value in values)
            if (one.Apply(line, value) is { } allowed)
                return $"{option.Name} = \"{value}\": allowed is {allowed}";
        return null;
    }

    /// <summary>What the parser did not know: configuration keys as --Section:Key=value or --Section:Key value.</summary>
    private static string? ReadKeys(ParsedCommandLine line, IReadOnlyList<string> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            var equals = token.IndexOf('=', StringComparison.Ordinal);
            var key = equals < 0 ? token : token[..equals];
            if (!key.StartsWith("--", StringComparison.Ordinal) || !key.Contains(':', StringComparison.Ordinal))
                return $"unknown switch or argument \"{token}\": see --help";
            if (equals < 0 && i + 1 == tokens.Count)
                return $"{key} needs a value";
            line.Set(key[2..], equals < 0 ? tokens[++i] : token[(equals + 1)..]);
        }

        return null;
    }
}
