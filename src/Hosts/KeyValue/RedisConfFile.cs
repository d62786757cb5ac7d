using System.Text;
using FromScratch.Core;
using FromScratch.Hosting.CommandLine;
using FromScratch.Protocols.Resp;

namespace FromScratch.Hosts.KeyValue;

/// <summary>redis.conf: a name and its words on each line, quoted as in an inline command; # begins a comment line.</summary>
internal static class RedisConfFile
{
    /// <param name="path">The file.</param>
    /// <param name="switches">Takes one --name=value for each line.</param>
    /// <param name="ignored">Takes the names that have no meaning here.</param>
    /// <returns>Null, or one line that says what is wrong and where.</returns>
    public static string? Read(string path, List<string> switches, List<string> ignored)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be read: {error.Message}";
        }

        var known = KeyValueSwitches.All.Where(one => one.Value is not null)
            .ToDictionary(one => one.Long!, one => one, StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < lines.Length; i++)
        {
            if (ReadLine(lines[i].Trim(), known, switches, ignored) is { } mistake)
                return $"{path} line {i + 1}: {mistake}";
        }

        return null;
    }

    private static string? ReadLine(string line, Dictionary<string, Switch> known, List<string> switches, List<string> ignored)
    {
        if (line.Length == 0 || line[0] == '#')
            return null;
        if (!TrySplit(line, out var words))
            return "unbalanced quotes";
        var name = words[0];
        if (IgnoredNames.Contains(name))
        {
            ignored.Add(name);
            return null;
        }

        if (!known.TryGetValue(name, out var meant))
            return $"\"{name}\" is no setting of this server: see --help";
        if (words.Count == 1)
            return $"\"{name}\" needs a value";
        var value = string.Join(' ', words.Skip(1));
        if (meant.Apply(new ParsedCommandLine(), value) is { } allowed)
            return $"{name} = \"{value}\": allowed is {allowed}";
        RedisArguments.Add(meant.Long!, value, switches);
        return null;
    }

    private static bool TrySplit(string line, out List<string> words)
    {
        words = [];
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        using var decoder = new RespRequestDecoder();
        // A line that begins like a multibulk request is no name of a setting either.
        if (bytes[0] == '*' || decoder.Decode(bytes, RequestLimits.Default, out var request) != DecodeStatus.Done)
            return false;
        for (var i = 0; i < request.Count; i++)
            words.Add(Encoding.UTF8.GetString(request[i]));
        return words.Count > 0;
    }
}
