namespace FromScratch.Hosts.KeyValue;

/// <summary>
/// Reads a command line as redis-server does: first, if it is no switch, a redis.conf; then switches, each with all the words up to
/// the next one (--bind 10.0.0.1 ::1, --save 900 1). What comes later wins.
/// </summary>
internal static class RedisArguments
{
    /// <summary>
    /// Turns it into what the host's own parser reads, one --name=value each, the file's lines first.
    /// </summary>
    /// <returns>Null, or one line that says what is wrong.</returns>
    public static string? Expand(string[] args, out string[] expanded)
    {
        var result = new List<string>();
        var ignored = new List<string>();
        expanded = [];
        var at = 0;
        if (args.Length > 0 && !args[0].StartsWith('-'))
        {
            if (RedisConfFile.Read(args[0], result, ignored) is { } mistake)
                return mistake;
            at = 1;
        }

        while (at < args.Length)
            Take(args, ref at, result, ignored);
        if (ignored.Count > 0)
            result.Add($"--{KeyValueSwitches.Ignored}={string.Join(", ", ignored.Distinct(StringComparer.OrdinalIgnoreCase))}");
        expanded = [.. result];
        return null;
    }

    /// <summary>In one word, for a value may look like a switch; in two where it is empty, which the parser wants so.</summary>
    public static void Add(string name, string value, List<string> expanded)
    {
        if (value.Length > 0)
            expanded.Add($"--{name}={value}");
        else
            expanded.AddRange([$"--{name}", ""]);
    }

    private static void Take(string[] args, ref int at, List<string> result, List<string> ignored)
    {
        var word = args[at++];
        if (!word.StartsWith("--", StringComparison.Ordinal) || word.Length == 2)
        {
            result.Add(word);
            return;
        }

        var values = at;
        while (at < args.Length && !IsSwitch(args[at]))
            at++;
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? word[2..] : word[2..equals];
        if (IgnoredNames.Contains(name))
            ignored.Add(name);
        else if (at == values)
            result.Add(word);
        else if (equals < 0)
            Add(name, string.Join(' ', args[values..at]), result);
        else
            result.Add(word + ' ' + string.Join(' ', args[values..at]));
    }

    /// <summary>A negative number is a value, and so is an address that may be missing (-::1).</summary>
    private static bool IsSwitch(string word) =>
        word.StartsWith("--", StringComparison.Ordinal) || (word.Length == 2 && word[0] == '-' && char.IsAsciiLetter(word[1]));
}
