namespace FromScratch.Repository.Tests.Graph;

/// <summary>Who may know whom among the projects under src; projects elsewhere may know everything but are known by nobody there.</summary>
internal static class Arrows
{
    /// <summary>Shared rooms, and what each may reference.</summary>
    private static readonly Dictionary<string, string[]> Shared = new()
    {
        ["src/Core"] = [],
        ["src/Protocols"] = ["src/Core"],
        ["src/Transport"] = ["src/Core"],
        ["src/Log"] = ["src/Core"],
        ["src/Replication"] = ["src/Core"],
        ["src/Group"] = ["src/Core", "src/Log", "src/Replication"],
        ["src/Routing"] = ["src/Core"],
        ["src/Hosting"] = ["src/Core", "src/Transport", "src/Protocols"],
    };

    /// <summary>One room per server; each may reference every shared room and no other server.</summary>
    public static readonly string[] Servers =
        ["src/Cache", "src/KeyValue", "src/Queue", "src/LoadBalancer", "src/ShardProxy", "src/Edge", "src/Dns"];

    private const string Hosts = "src/Hosts/";

    /// <summary>A sentence per broken arrow; none when the graph is as designed.</summary>
    public static IEnumerable<string> Violations(IEnumerable<ProjectNode> projects) =>
        from project in projects
        where project.Folder.StartsWith("src/", StringComparison.Ordinal)
        from sentence in ViolationsOf(project)
        select sentence;

    private static IEnumerable<string> ViolationsOf(ProjectNode project)
    {
        if (AllowedFor(project.Folder) is not { } allowed)
            return [$"{project.Folder} is no room of the design."];
        return project.References
            .Where(reference => !allowed.Contains(reference))
            .Select(reference => $"{project.Folder} must not reference {reference}.");
    }

    /// <summary>Null for a folder that the design does not know.</summary>
    private static IEnumerable<string>? AllowedFor(string folder)
    {
        if (Shared.TryGetValue(folder, out var allowed))
            return allowed;
        if (Servers.Contains(folder))
            return Shared.Keys;
        if (folder.StartsWith(Hosts, StringComparison.Ordinal))
            return Shared.Keys.Append("src/" + folder[Hosts.Length..]);
        return null;
    }
}
