using FromScratch.Launcher.Building;

namespace FromScratch.Launcher.Verbs;

/// <summary>kill, start and restart: one node, the others untouched.</summary>
internal static class NodeVerbs
{
    public static async Task<int> KillAsync(Cluster cluster, string name, CancellationToken cancellation)
    {
        var node = cluster.Topology.Find(name);
        using var held = await cluster.LockAsync(cancellation);
        var running = cluster.Running(node) ?? throw new LauncherException($"{name} is not running");
        await cluster.KillAsync([running]);
        Console.WriteLine($"{name} killed (pid {running.Pid})");
        return ExitCodes.Done;
    }

    public static async Task<int> StartAsync(Cluster cluster, string name, bool build, CancellationToken cancellation)
    {
        var node = cluster.Topology.Find(name);
        using var held = await cluster.LockAsync(cancellation);
        if (cluster.Running(node) is { } running)
            throw new LauncherException($"{name} is already running (pid {running.Pid}, {running.Address})");
        await StartHeldAsync(cluster, node, build, cancellation);
        return ExitCodes.Done;
    }

    public static async Task<int> RestartAsync(Cluster cluster, string name, bool build, CancellationToken cancellation)
    {
        var node = cluster.Topology.Find(name);
        using var held = await cluster.LockAsync(cancellation);
        if (cluster.Running(node) is { } running)
            await cluster.StopAsync([running]);
        await StartHeldAsync(cluster, node, build, cancellation);
        return ExitCodes.Done;
    }

    private static async Task StartHeldAsync(Cluster cluster, Topology.NodeSpec node, bool build, CancellationToken cancellation)
    {
        if (build)
            await Builder.BuildWhatIsNeededAsync(cluster.Topology, Console.WriteLine, cancellation);
        await cluster.StartAsync([node], cancellation);
        Console.WriteLine($"{node.Name} {node.Address} pid={cluster.Running(node)?.Pid}");
    }
}
