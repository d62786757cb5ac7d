using System.Diagnostics;
using System.Globalization;
using FromScratch.Compare.Driving;

namespace FromScratch.Compare.Servers;

/// <summary>Three nodes of etcd with its own defaults; disposing kills them.</summary>
public sealed class EtcdGroup : IAsyncDisposable
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromSeconds(30);
    private readonly List<Process> _nodes = [];
    private readonly List<int> _ports = [];

    private EtcdGroup()
    {
    }

    /// <summary>Of the node that leads.</summary>
    public int LeaderPort { get; private set; }

    public double CpuSeconds => _nodes.Sum(node =>
    {
        node.Refresh();
        return node.TotalProcessorTime.TotalSeconds;
    });

    public long ResidentBytes => _nodes.Sum(node =>
    {
        node.Refresh();
        return node.WorkingSet64;
    });

    /// <summary>Null = etcd is not installed.</summary>
    public static string? FindProgram() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(directory => Path.Combine(directory, "etcd")).FirstOrDefault(File.Exists);

    public static async Task<EtcdGroup> StartAsync(string program, string dataRoot, CancellationToken cancellation)
    {
        var group = new EtcdGroup();
        try
        {
            var ports = GroupNodeSettings.FreePorts(6);
            var cluster = string.Join(',', GroupNodeSettings.Names.Select((name, node) => $"{name}={Url(ports[node + 3])}"));
            for (var node = 0; node < GroupNodeSettings.Names.Count; node++)
                group.Start(program, dataRoot, node, ports, cluster);
            await group.WaitForLeaderAsync(cancellation);
            return group;
        }
        catch
        {
            await group.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            if (!node.HasExited)
                node.Kill();
            await node.WaitForExitAsync(CancellationToken.None);
            node.Dispose();
        }
    }

    private void Start(string program, string dataRoot, int node, IReadOnlyList<int> ports, string cluster)
    {
        var (client, peer, name) = (Url(ports[node]), Url(ports[node + 3]), GroupNodeSettings.Names[node]);
        var info = new ProcessStartInfo(
            program,
            [
                "--name", name, "--data-dir", Path.Combine(dataRoot, "etcd-" + name), "--listen-client-urls", client,
                "--advertise-client-urls", client, "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
                "--initial-cluster", cluster, "--initial-cluster-state", "new", "--log-level", "error",
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(info) ?? throw new CompareException("etcd did not start");
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        _nodes.Add(process);
        _ports.Add(ports[node]);
    }

    private async Task WaitForLeaderAsync(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(ReadyMax);
        while (LeaderPort == 0)
        {
            foreach (var port in _ports)
            {
                if (await EtcdLoad.LeadsAsync(port, patience.Token))
                    LeaderPort = port;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        }
    }

    private static string Url(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
}
