using FromScratch.Demo;
using FromScratch.Launcher.Display;
using FromScratch.Launcher.Topology;

namespace FromScratch.Launcher.Verbs;

/// <summary>demo: drives the whole cluster once and checks it.</summary>
internal static class DemoVerb
{
    public static async Task<int> RunAsync(Cluster cluster, DemoOptions options, CancellationToken cancellation)
    {
        // The ring is made of the nodes that should be there: one that is down keeps its keys, and they miss.
        var nodes = cluster.Topology.Nodes.Where(node => node.Role.Protocol == NodeProtocol.Memcached)
            .Select(node => new CacheNode(node.Name, node.Host, node.Port)).ToList();
        if (nodes.Count == 0)
            throw new LauncherException($"{cluster.Topology.File} has no role with \"protocol\": \"memcached\"", ExitCodes.BadUsage);
        if (cluster.Running().Count == 0)
            throw new LauncherException("nothing is running: start the cluster with `up --detach` first");
        try
        {
            var report = await DemoProgress.ShowAsync(progress => DemoRun.RunAsync(nodes, options, progress, cancellation));
            DemoTable.Show(report);
            return report.Good ? ExitCodes.Done : ExitCodes.Failed;
        }
        catch (Exception e) when (e is DirectoryNotFoundException or InvalidOperationException)
        {
            throw new LauncherException(e.Message, ExitCodes.BadUsage);
        }
    }
}
