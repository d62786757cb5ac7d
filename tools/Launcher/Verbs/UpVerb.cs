using FromScratch.Launcher.Building;
using FromScratch.Launcher.Display;
using FromScratch.Launcher.State;

namespace FromScratch.Launcher.Verbs;

/// <summary>up: builds, starts what does not run, waits until all serve; then stays, or leaves with --detach.</summary>
internal static class UpVerb
{
    public static async Task<int> RunAsync(Cluster cluster, bool detach, bool build, CancellationToken cancellation)
    {
        using (await cluster.LockAsync(cancellation))
        {
            var running = cluster.Running();
            if (running.Count > 0)
            {
                var list = string.Join(", ", running.Select(node => $"{node.Name} (pid {node.Pid}, {node.Address})"));
                if (!detach)
                    throw new LauncherException($"already running: {list}; `down` stops them, `up --detach` starts what is missing");
                Console.WriteLine($"already running: {list}");
            }

            var missing = cluster.Topology.Nodes.Where(node => running.TrueForAll(r => r.Name != node.Name)).ToList();
            if (build && missing.Count > 0)
                await Builder.BuildWhatIsNeededAsync(cluster.Topology, Console.WriteLine, cancellation);
            await StartAsync(cluster, missing, running, cancellation);
        }

        foreach (var node in cluster.Running())
            Console.WriteLine($"{node.Name} {node.Address}{(node.Admin is null ? "" : $" admin=http://{node.Admin}")} pid={node.Pid}");
        return detach ? ExitCodes.Done : await ForegroundView.RunAsync(cluster, cancellation);
    }

    private static async Task StartAsync(Cluster cluster, List<Topology.NodeSpec> missing, List<RunningNode> running, CancellationToken cancellation)
    {
        try
        {
            await cluster.StartAsync(missing, cancellation);
        }
        catch when (running.Count == 0)
        {
            cluster.ForgetAll();
            throw;
        }
    }
}
