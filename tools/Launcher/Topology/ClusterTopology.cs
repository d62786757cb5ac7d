namespace FromScratch.Launcher.Topology;

/// <summary>Everything the topology file says, checked.</summary>
internal sealed record ClusterTopology(string File, int ReadyTimeoutMs, int StopTimeoutMs, IReadOnlyList<NodeSpec> Nodes)
{
    /// <summary>Directory that relative paths of the file start from.</summary>
    public string Root => Path.GetDirectoryName(File)!;

    public IEnumerable<RoleSpec> Roles => Nodes.Select(node => node.Role).Distinct();

    /// <exception cref="LauncherException">There is no such node.</exception>
    public NodeSpec Find(string name) =>
        Nodes.FirstOrDefault(node => node.Name == name)
        ?? throw new LauncherException($"\"{name}\" is no node of {Path.GetFileName(File)}; allowed: {string.Join(", ", Nodes.Select(n => n.Name))}",
            ExitCodes.BadUsage);
}
