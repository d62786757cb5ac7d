using System.Text.Json;

namespace FromScratch.Launcher.Topology;

/// <summary>Reads cluster.json. Every mistake is one line that names the key, the value and what is allowed.</summary>
internal static class TopologyReader
{
    private const int NodesPerRoleMax = 64;
    private const int TimeoutMsMax = 600_000;
    private const int PortMax = 65535;

    private static readonly JsonDocumentOptions _options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <exception cref="LauncherException">The file is missing or says something that is not allowed.</exception>
    public static ClusterTopology Read(string file)
    {
        file = Path.GetFullPath(file);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file), _options);
            return ReadRoot(file, new JsonView(Path.GetFileName(file), "", document.RootElement));
        }
        catch (JsonException e)
        {
            throw new LauncherException($"{Path.GetFileName(file)}: line {e.LineNumber + 1}: no valid JSON (comments and trailing commas are allowed)",
                ExitCodes.BadUsage);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LauncherException($"{file} cannot be read: {e.Message}", ExitCodes.BadUsage);
        }
    }

    private static ClusterTopology ReadRoot(string file, JsonView root)
    {
        root.AllowOnly("readyTimeoutMs", "stopTimeoutMs", "roles");
        var nodes = new List<NodeSpec>();
        foreach (var role in root.Object("roles").Members())
            nodes.AddRange(ReadRole(role));
        if (nodes.Count == 0)
            throw root.Bad("roles", "{}", "at least one role");
        RejectSharedPorts(root, nodes);
        return new ClusterTopology(file, root.Int("readyTimeoutMs", 1, TimeoutMsMax, 15_000), root.Int("stopTimeoutMs", 1, TimeoutMsMax, 10_000), nodes);
    }

    private static IEnumerable<NodeSpec> ReadRole(JsonView view)
    {
        view.AllowOnly("project", "command", "args", "env", "count", "host", "port", "adminPort", "ready", "protocol");
        if (view.Name.Length is 0 or > 32 || !view.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            throw view.Bad(null, view.Name, "a role name of 1 to 32 lower-case letters, digits and dashes");

        var ready = view.OneOf("ready", ReadyKind.Tcp);
        var role = new RoleSpec(view.Name, view.OptionalText("project"), view.Text("command"), view.Texts("args"), view.TextMap("env"), ready,
            view.OneOf("protocol", NodeProtocol.None));
        var count = view.Int("count", 1, NodesPerRoleMax, 1);
        var host = view.OptionalText("host") ?? "127.0.0.1";
        var port = view.Int("port", 1, PortMax - count + 1, null);
        int? adminPort = view.Has("adminPort") || ready == ReadyKind.Readyz ? view.Int("adminPort", 1, PortMax - count + 1, null) : null;
        return Enumerable.Range(0, count)
            .Select(i => new NodeSpec(role, i + 1, $"{role.Name}-{i + 1}", host, port + i, adminPort is { } first ? first + i : null));
    }

    private static void RejectSharedPorts(JsonView root, List<NodeSpec> nodes)
    {
        var owners = new Dictionary<(string Host, int Port), string>();
        foreach (var (node, port, key) in nodes.SelectMany(n => new[] { (n, n.Port, "port"), (n, n.AdminPort ?? 0, "adminPort") }))
        {
            if (port != 0 && !owners.TryAdd((node.Host, port), node.Name))
                throw root.Bad($"roles.{node.Role.Name}.{key}", $"{port}", $"a port range that leaves {port} to {owners[(node.Host, port)]}");
        }
    }
}
