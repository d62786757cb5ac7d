using FromScratch.Compare.Driving;
using FromScratch.LoadGen.Reporting;

namespace FromScratch.Compare.Servers;

/// <summary>Three nodes of ours with a log each; disposing kills them.</summary>
public sealed class KeyValueGroup : IAsyncDisposable
{
    private static readonly TimeSpan ElectionMax = TimeSpan.FromSeconds(20);
    private readonly List<ServerProcess> _nodes = [];

    private KeyValueGroup()
    {
    }

    public static async Task<KeyValueGroup> StartAsync(
        ServerProgram program, string dataRoot, int threads, CancellationToken cancellation)
    {
        var group = new KeyValueGroup();
        try
        {
            var ports = GroupNodeSettings.FreePorts(GroupNodeSettings.Names.Count);
            for (var node = 0; node < ports.Count; node++)
            {
                var common = new KeyValueSettings("always", Path.Combine(dataRoot, GroupNodeSettings.Names[node]), threads);
                group._nodes.Add(await ServerProcess.StartAsync(program, new GroupNodeSettings(common, node, ports), cancellation));
            }

            return group;
        }
        catch
        {
            await group.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs the load against whoever leads; the CPU of all three counts.</summary>
    public async Task<LoadReport> RunAsync(string options, double measuredShare, CancellationToken cancellation)
    {
        var leader = await FindLeaderAsync(cancellation);
        var before = CpuSeconds(leader);
        var report = await LoadClient.RunAsync(leader, options, cancellation);
        if (report.Requests == 0)
            return report;
        // The others worked through the warm-up too, whose requests are not in the report.
        var others = (CpuSeconds(leader) - before) * measuredShare * 1e6 / report.Requests;
        return report with { ServerCpuUsPerRequest = report.ServerCpuUsPerRequest + others };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
    }

    private async Task<ServerProcess> FindLeaderAsync(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(ElectionMax);
        while (true)
        {
            foreach (var node in _nodes)
            {
                var status = await RespQuery.AskAsync(node.Port, "GROUP STATUS", patience.Token);
                if (status.Contains("\"role\":\"leader\"", StringComparison.Ordinal))
                    return node;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    private double CpuSeconds(ServerProcess except) => _nodes.Where(node => node != except).Sum(node => node.CpuSeconds);
}
