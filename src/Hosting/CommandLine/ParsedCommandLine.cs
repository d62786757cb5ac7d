namespace FromScratch.Hosting.CommandLine;

/// <summary>What the command line asked for, before any configuration is read.</summary>
public sealed class ParsedCommandLine
{
    /// <summary>Configuration keys with their values: the last source of the configuration.</summary>
    public IDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);

    /// <summary>JSON files named by --config; read after appsettings.json, and they must exist.</summary>
    public IList<string> ConfigFiles { get; } = [];

    /// <summary>One line each, logged at start: switches that have no meaning here.</summary>
    public IList<string> Warnings { get; } = [];

    /// <summary>One line that names what is wrong; the program ends with exit code 2.</summary>
    public string? Error { get; internal set; }

    public bool HelpAsked { get; set; }

    public bool VersionAsked { get; set; }

    /// <summary>Check the configuration, print it, and end.</summary>
    public bool CheckConfigAsked { get; set; }

    /// <summary>Run in the background.</summary>
    public bool DaemonAsked { get; set; }

    /// <summary>User to become once the sockets are open; null = stay.</summary>
    public string? User { get; set; }

    /// <summary>File to write the process id to while the server runs.</summary>
    public string? PidFile { get; set; }

    /// <summary>Notes a setting; a later one for the same key wins.</summary>
    public void Set(string key, string? value) => Settings[key] = value;
}
