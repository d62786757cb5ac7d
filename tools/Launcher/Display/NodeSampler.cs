using System.Diagnostics;
using System.Globalization;
using FromScratch.Demo.Memcached;
using FromScratch.Launcher.Readiness;
using FromScratch.Launcher.State;
using FromScratch.Launcher.Topology;

namespace FromScratch.Launcher.Display;

/// <summary>Looks at every node of a cluster; two looks make a rate.</summary>
internal sealed class NodeSampler(Cluster cluster)
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(1);
    private static readonly string[] _requestCounters = ["cmd_get", "cmd_set", "cmd_touch", "delete_hits", "delete_misses", "incr_hits", "incr_misses",
        "decr_hits", "decr_misses"];

    private readonly Dictionary<int, (long Requests, long At)> _previous = [];

    public async Task<IReadOnlyList<NodeSample>> SampleAsync(CancellationToken cancellation)
    {
        var running = cluster.Running();
        return await Task.WhenAll(cluster.Topology.Nodes.Select(node => SampleAsync(node, running.Find(r => r.Name == node.Name), cancellation)));
    }

    private async Task<NodeSample> SampleAsync(NodeSpec node, RunningNode? running, CancellationToken cancellation)
    {
        var sample = new NodeSample(node.Name, node.Role.Name, NodeState.Down, running?.Address ?? node.Address, running?.Admin ?? node.AdminAddress,
            running?.Pid);
        if (running is null)
            return sample;
        if (!await ReadyCheck.IsReadyAsync(node, cancellation))
            return sample with { State = NodeState.NotReady };
        sample = sample with { State = NodeState.Up };
        return node.Role.Protocol == NodeProtocol.Memcached ? await AddFiguresAsync(sample, node, cancellation) : sample;
    }

    private async Task<NodeSample> AddFiguresAsync(NodeSample sample, NodeSpec node, CancellationToken cancellation)
    {
        Dictionary<string, string> stats;
        try
        {
            using var client = new MemcachedClient(await MemcachedConnection.ConnectAsync(node.Host, node.Port, _timeout, cancellation));
            stats = await client.StatsAsync(cancellation);
        }
        catch (IOException)
        {
            return sample with { State = NodeState.NotReady };
        }

        long Stat(string name) => long.TryParse(stats.GetValueOrDefault(name), CultureInfo.InvariantCulture, out var value) ? value : 0;
        var lookups = Stat("get_hits") + Stat("get_misses");
        return sample with
        {
            RequestsPerSecond = Rate(sample.Pid!.Value, _requestCounters.Sum(Stat)),
            MemoryBytes = Stat("bytes"),
            MemoryLimitBytes = Stat("limit_maxbytes"),
            HitRatio = lookups == 0 ? null : (double)Stat("get_hits") / lookups,
        };
    }

    private double? Rate(int pid, long requests)
    {
        var now = Stopwatch.GetTimestamp();
        lock (_previous)
        {
            double? rate = _previous.TryGetValue(pid, out var before)
                ? Math.Max(0, requests - before.Requests) / Stopwatch.GetElapsedTime(before.At, now).TotalSeconds
                : null;
            _previous[pid] = (requests, now);
            return rate;
        }
    }
}
