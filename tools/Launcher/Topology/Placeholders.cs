using System.Globalization;
using System.Text.RegularExpressions;

namespace FromScratch.Launcher.Topology;

/// <summary>Fills the {words} of a role's arguments and environment in for one node.</summary>
internal static partial class Placeholders
{
    /// <exception cref="LauncherException">The text has a word that means nothing here.</exception>
    public static string Fill(string text, NodeSpec node, ClusterTopology topology, string dataDirectory) => Word().Replace(text, match =>
        match.Groups[1].Value switch
        {
            "name" => node.Name,
            "index" => node.Index.ToString(CultureInfo.InvariantCulture),
            "host" => node.Host,
            "port" => node.Port.ToString(CultureInfo.InvariantCulture),
            "adminPort" when node.AdminPort is { } port => port.ToString(CultureInfo.InvariantCulture),
            "data" => dataDirectory,
            var word when word.StartsWith("addresses:", StringComparison.Ordinal) => Addresses(word["addresses:".Length..], node, topology),
            var word when word.StartsWith("port+", StringComparison.Ordinal) => PortAhead(word, node, topology),
            var word when word.StartsWith("peers+", StringComparison.Ordinal) => Peers(word, node, topology),
            var word => throw Unknown(word, node, topology),
        });

    private static string Addresses(string role, NodeSpec node, ClusterTopology topology)
    {
        var addresses = string.Join(',', topology.Nodes.Where(n => n.Role.Name == role).Select(n => n.Address));
        return addresses.Length > 0 ? addresses : throw Unknown($"addresses:{role}", node, topology);
    }

    /// <summary>NAME=HOST:PORT,... of all nodes of the role, each with its own port and so many more.</summary>
    private static string Peers(string word, NodeSpec node, ClusterTopology topology)
    {
        var offset = Offset(word["peers+".Length..], word, node, topology);
        var nodes = topology.Nodes.Where(n => n.Role.Name == node.Role.Name);
        return string.Join(',', nodes.Select(n => $"{n.Name}={n.Host}:{Port(n, offset)}"));
    }

    private static string PortAhead(string word, NodeSpec node, ClusterTopology topology) =>
        Port(node, Offset(word["port+".Length..], word, node, topology));

    private static string Port(NodeSpec node, int offset) => (node.Port + offset).ToString(CultureInfo.InvariantCulture);

    private static int Offset(string digits, string word, NodeSpec node, ClusterTopology topology) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? offset
            : throw Unknown(word, node, topology);

    private static LauncherException Unknown(string word, NodeSpec node, ClusterTopology topology) => new(
        $"{Path.GetFileName(topology.File)}: roles.{node.Role.Name}: {{{word}}} is not allowed; allowed: {{name}} {{index}} {{host}} "
        + "{port} {port+N} {adminPort} (when the role has one) {data} {addresses:ROLE} {peers+N}", ExitCodes.BadUsage);

    [GeneratedRegex(@"\{([A-Za-z][A-Za-z0-9:+-]*)\}")]
    private static partial Regex Word();
}
