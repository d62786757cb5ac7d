using FromScratch.Launcher.Display;
using Spectre.Console;

namespace FromScratch.Launcher.Verbs;

/// <summary>
/// What `up` does while it stays: shows the nodes until Ctrl-C, then stops them. Ends by itself when somebody else says `down`.
/// </summary>
internal static class ForegroundView
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(Cluster cluster, CancellationToken cancellation)
    {
        Console.WriteLine("all nodes are up; Ctrl-C stops them");
        try
        {
            await (Console.IsOutputRedirected ? ShowChangesAsync(cluster, cancellation) : ShowTableAsync(cluster, cancellation));
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("stopping");
        }

        return await DownVerb.RunAsync(cluster, CancellationToken.None);
    }

    private static async Task ShowTableAsync(Cluster cluster, CancellationToken cancellation)
    {
        var sampler = new NodeSampler(cluster, _interval);
        await AnsiConsole.Live(NodeText.Table(await sampler.SampleAsync(cancellation))).StartAsync(async live =>
        {
            while (cluster.IsUp)
            {
                await Task.Delay(_interval, cancellation);
                live.UpdateTarget(NodeText.Table(await sampler.SampleAsync(cancellation)));
                live.Refresh();
            }
        });
    }

    private static async Task ShowChangesAsync(Cluster cluster, CancellationToken cancellation)
    {
        var sampler = new NodeSampler(cluster, _interval);
        var states = cluster.Topology.Nodes.ToDictionary(node => node.Name, _ => NodeState.Up);
        while (cluster.IsUp)
        {
            foreach (var sample in await sampler.SampleAsync(cancellation))
            {
                if (states[sample.Name] != sample.State)
                    Console.WriteLine(NodeText.Line(sample));
                states[sample.Name] = sample.State;
            }

            await Task.Delay(_interval, cancellation);
        }
    }
}
