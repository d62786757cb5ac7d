namespace FromScratch.Launcher.Topology;

/// <summary>One process of the cluster as the topology file asks for it. <paramref name="AdminPort"/> is null when it has none.</summary>
internal sealed record NodeSpec(RoleSpec Role, int Index, string Name, string Host, int Port, int? AdminPort)
{
    public string Address => $"{Host}:{Port}";

    public string? AdminAddress => AdminPort is { } port ? $"{Host}:{port}" : null;
}
