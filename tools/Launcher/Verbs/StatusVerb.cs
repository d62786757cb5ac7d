using FromScratch.Launcher.Display;
using Spectre.Console;

namespace FromScratch.Launcher.Verbs;

/// <summary>status: every node of the topology; exit code 0 when all of them serve.</summary>
internal static class StatusVerb
{
    /// <summary>It is asked once: a node that is busy, or on a busy machine, gets time to answer.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _rateInterval = TimeSpan.FromMilliseconds(250);

    public static async Task<int> RunAsync(Cluster cluster, CancellationToken cancellation)
    {
        var sampler = new NodeSampler(cluster, _patience);
        var samples = await sampler.SampleAsync(cancellation);
        if (Console.IsOutputRedirected)
        {
            foreach (var sample in samples)
                Console.WriteLine(NodeText.Line(sample));
        }
        else
        {
            await Task.Delay(_rateInterval, cancellation);
            samples = await sampler.SampleAsync(cancellation);
            AnsiConsole.Write(NodeText.Table(samples));
        }

        return samples.All(sample => sample.State == NodeState.Up) ? ExitCodes.Done : ExitCodes.Failed;
    }
}
