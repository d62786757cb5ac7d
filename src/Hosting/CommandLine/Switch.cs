namespace FromScratch.Hosting.CommandLine;

/// <summary>One command-line switch.</summary>
/// <param name="Short">Its letter (-p), or '\0' for none.</param>
/// <param name="Long">Its long name (--port), or null for none.</param>
/// <param name="Value">What its value is called in the help, null when it takes none.</param>
/// <param name="Help">One line for the help.</param>
/// <param name="Apply">Notes what it means; gets the value ("" for a switch without one). Returns null, or what is allowed instead.</param>
public sealed record Switch(char Short, string? Long, string? Value, string Help, Func<ParsedCommandLine, string, string?> Apply)
{
    public bool TakesValue => Value is not null;

    /// <summary>A switch that sets one configuration key to its value, which the options' own validation checks.</summary>
    public static Switch ForKey(char letter, string? name, string value, string key, string help) =>
        new(letter, name, value, help, (line, given) => Note(line, key, given));

    /// <summary>A switch without a value that sets one configuration key.</summary>
    public static Switch Flag(char letter, string? name, string key, string setTo, string help) =>
        new(letter, name, null, help, (line, _) => Note(line, key, setTo));

    private static string? Note(ParsedCommandLine line, string key, string value)
    {
        line.Set(key, value);
        return null;
    }
}
