using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using FromScratch.LoadGen.Workload;

namespace FromScratch.LoadGen.Cli;

/// <summary>Options whose bad values are refused with one line that names the option, the value and what is allowed.</summary>
internal static class OptionParsers
{
    public delegate bool TryParse<T>(string text, out T value);

    /// <summary>An option with one argument of a textual form of its own.</summary>
    public static Option<T> Text<T>(string name, string description, string fallback, string allowed, TryParse<T> parse)
    {
        var option = new Option<T>(name) { Description = description, HelpName = allowed };
        option.CustomParser = result => ParseToken(result, name, allowed, parse);
        option.DefaultValueFactory = _ => parse(fallback, out var value) ? value : default!;
        return option;
    }

    public static Option<long> Number(string name, string description, long fallback, long min, long max) => Text(
        name, description, fallback.ToString(CultureInfo.InvariantCulture), $"{min}..{max}",
        (string text, out long value) =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= min && value <= max);

    /// <summary>Seconds, with a fraction if need be.</summary>
    public static Option<double> Seconds(string name, string description, double fallback, double min, double max) => Text(
        name, description, fallback.ToString(CultureInfo.InvariantCulture), $"SECONDS {min}..{max}",
        (string text, out double value) =>
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value >= min && value <= max);

    public static Option<ValueSizes?> Sizes(string name, string description) => Text<ValueSizes?>(
        name, description, "100", "N|MIN-MAX|N[:WEIGHT],...",
        (string text, out ValueSizes? sizes) =>
        {
            var parsed = ValueSizes.TryParse(text, out var found);
            sizes = found;
            return parsed;
        });

    private static T? ParseToken<T>(ArgumentResult result, string name, string allowed, TryParse<T> parse)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (parse(text, out var value))
            return value;
        result.AddError($"{name} '{text}' is not allowed: expected {allowed}");
        return default;
    }
}
