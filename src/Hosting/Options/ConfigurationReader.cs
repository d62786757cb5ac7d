using System.Text.RegularExpressions;
using FromScratch.Hosting.CommandLine;
using Microsoft.Extensions.Configuration;

namespace FromScratch.Hosting.Options;

/// <summary>Builds the configuration in the standard order and turns it into checked options.</summary>
internal static partial class ConfigurationReader
{
    /// <summary>appsettings.json of the working directory, files named by --config, environment, command line; the last one wins.</summary>
    /// <exception cref="BadOptionException">A file is missing or is not JSON.</exception>
    public static IConfigurationRoot Read(ParsedCommandLine line)
    {
        var builder = new ConfigurationBuilder().SetBasePath(Directory.GetCurrentDirectory());
        builder.AddJsonFile("appsettings.json", optional: true, reloadOnChange: false);
        foreach (var file in line.ConfigFiles)
            builder.AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: false);
        builder.AddEnvironmentVariables();
        builder.AddInMemoryCollection(line.Settings);
        try
        {
            return builder.Build();
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            throw new BadOptionException(FirstLine(error.Message), error);
        }
    }

    /// <exception cref="BadOptionException">An option does not exist, cannot be converted or is out of range;
    /// the message names the first.</exception>
    public static TOptions Bind<TOptions>(HostDefinition<TOptions> definition, IConfiguration configuration)
        where TOptions : class
    {
        var section = configuration.GetSection(definition.Section);
        TOptions options;
        try
        {
            options = definition.Bind(section);
        }
        catch (InvalidOperationException error)
        {
            throw new BadOptionException(Explain(definition.Section, definition.Enums, error.Message), error);
        }

        var check = new OptionsCheck(definition.Section);
        definition.Validate(options, check);
        return check.Breaches.Count == 0 ? options : throw new BadOptionException(check.Breaches[0]);
    }

    /// <summary>The keys that are set, one per line, sorted, secrets blanked, and a last line that says that all is well.</summary>
    public static string Describe(string section, IConfiguration configuration)
    {
        var lines =
            from setting in configuration.GetSection(section).AsEnumerable()
            where setting.Value is not null
            orderby setting.Key
            select $"{setting.Key} = {(Secret().IsMatch(setting.Key) ? "***" : setting.Value)}";
        return string.Concat(lines.Append("configuration ok").Select(line => line + "\n"));
    }

    /// <summary>The binder's message as key, value and what is allowed; its first line where the form is not known.</summary>
    private static string Explain(string section, IReadOnlyList<Type> enums, string message)
    {
        if (Unconvertible().Match(message) is { Success: true } bad)
            return $"{bad.Groups["key"]} = \"{bad.Groups["value"]}\": allowed is {Allowed(enums, bad.Groups["type"].Value)}";
        if (UnknownKey().Match(message) is { Success: true } unknown)
            return $"{section}:{unknown.Groups["key"]} is no option of this program: see --help";
        return FirstLine(message);
    }

    private static string Allowed(IReadOnlyList<Type> enums, string type) => type switch
    {
        "System.Boolean" => "true or false",
        "System.Int32" or "System.Int64" or "System.UInt32" or "System.UInt64" or "System.Int16" or "System.UInt16" => "a whole number",
        "System.Double" or "System.Single" or "System.Decimal" => "a number",
        "System.TimeSpan" => "a time as hh:mm:ss",
        _ => enums.FirstOrDefault(one => one.FullName == type) is { } known ? OptionsCheck.NamesOf(known) : "one of the names of " + type,
    };

    private static string FirstLine(string message) => message.ReplaceLineEndings("\n").Split('\n')[0];

    [GeneratedRegex("value '(?<value>.*)' at '(?<key>[^']*)' to type '(?<type>[^']*)'", RegexOptions.Singleline)]
    private static partial Regex Unconvertible();

    [GeneratedRegex("properties were not found on the instance of .*: '(?<key>[^']*)'", RegexOptions.Singleline)]
    private static partial Regex UnknownKey();

    /// <summary>A list of users holds their passwords.</summary>
    [GeneratedRegex("(Pass|Password|Auth|Secret|Token|:Users:[0-9]+)$", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();
}

/// <summary>The configuration is wrong; the message is one line that names key, value and what is allowed.</summary>
public sealed class BadOptionException(string message, Exception? cause = null) : Exception(message, cause);
