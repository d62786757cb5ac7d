using System.Diagnostics;
using System.Globalization;
using FromScratch.Demo.Memcached;
using FromScratch.Launcher.Readiness;
using FromScratch.Launcher.State;
using FromScratch.Launcher.Topology;

namespace FromScratch.Launcher.Display;

/// <summary>Looks at every node of a cluster; two looks make a rate.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="patience">How long a node may take for an answer before it counts as not ready.</param>
internal sealed class NodeSampler(Cluster cluster, TimeSpan patience)
{
    private static readonly string[] _requestCounters =
        ["cmd_get", "cmd_set", "cmd_touch", "delete_hits", "delete_misses", "incr_hits", "incr_misses", "decr_hits", "decr_misses"];

    private readonly Dictionary<int, (long Requests, long At)> _previous = [];

    public async Task<IReadOnlyList<NodeSample>> SampleAsync(CancellationToken cancellation)
    {
        var running = cluster.Running();
        var looks = cluster.Topology.Nodes.Select(node => SampleAsync(node, running.Find(r => r.Name == node.Name), cancellation));
        return await Task.WhenAll(looks);
    }

    private async Task<NodeSample> SampleAsync(NodeSpec node, RunningNode? running, CancellationToken cancellation)
    {
        var sample = new NodeSample(node.Name, node.Role.Name, NodeState.Down, running?.Address ?? node.Address,
            running?.Admin ?? node.AdminAddress, running?.Pid);
        if (running is null)
            return sample;
        if (!await ReadyCheck.IsReadyAsync(node, patience, cancellation))
            return sample with { State = NodeState.NotReady };
        sample = sample with { State = NodeState.Up };
        if (node.Role.Protocol == NodeProtocol.None)
            return sample;
        try
        {
            using var connection = await MemcachedConnection.ConnectAsync(node.Host, node.Port, patience, cancellation);
            return node.Role.Protocol == NodeProtocol.Memcached
                ? WithCacheFigures(sample, await new MemcachedClient(connection).StatsAsync(cancellation))
                : WithKeyValueFigures(sample, await RespInfo.ReadAsync(connection, cancellation));
        }
        catch (IOException)
        {
            return sample with { State = NodeState.NotReady };
        }
    }

    private NodeSample WithCacheFigures(NodeSample sample, IReadOnlyDictionary<string, string> stats)
    {
        long Stat(string name) => Number(stats, name);
        return sample with
        {
            RequestsPerSecond = Rate(sample.Pid!.Value, _requestCounters.Sum(Stat)),
            MemoryBytes = Stat("bytes"),
            MemoryLimitBytes = Stat("limit_maxbytes"),
            Keys = Stat("curr_items"),
            HitRatio = Share(Stat("get_hits"), Stat("get_misses")),
        };
    }

    private NodeSample WithKeyValueFigures(NodeSample sample, IReadOnlyDictionary<string, string> info) => sample with
    {
        RequestsPerSecond = Rate(sample.Pid!.Value, Number(info, "total_commands_processed")),
        MemoryBytes = Number(info, "used_memory"),
        MemoryLimitBytes = Number(info, "maxmemory") is > 0 and var limit ? limit : null,
        Keys = RespInfo.KeysIn(info),
        HitRatio = Share(Number(info, "keyspace_hits"), Number(info, "keyspace_misses")),
    };

    private static long Number(IReadOnlyDictionary<string, string> figures, string name) =>
        long.TryParse(figures.GetValueOrDefault(name), CultureInfo.InvariantCulture, out var value) ? value : 0;

    private static double? Share(long hits, long misses) => hits + misses == 0 ? null : (double)hits / (hits + misses);

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
