namespace FromScratch.Launcher.Verbs;

/// <summary>down: asks every node to stop, makes those that do not.</summary>
internal static class DownVerb
{
    public static async Task<int> RunAsync(Cluster cluster, CancellationToken cancellation)
    {
        using var held = await cluster.LockAsync(cancellation);
        var running = cluster.Running();
        var killed = await cluster.StopAsync(running);
        cluster.ForgetAll();
        foreach (var node in running)
            Console.WriteLine($"{node.Name} {(killed.Contains(node.Name) ? $"killed: it did not stop within {cluster.Topology.StopTimeoutMs} ms" : "stopped")}");
        if (running.Count == 0)
            Console.WriteLine("nothing was running");
        return ExitCodes.Done;
    }
}
