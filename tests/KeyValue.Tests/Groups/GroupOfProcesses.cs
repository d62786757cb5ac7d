using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using FromScratch.TestKit;
using FromScratch.TestKit.Processes;
using FromScratch.TestKit.Sockets;

namespace FromScratch.KeyValue.Tests.Groups;

/// <summary>Three nodes as processes of their own, on ports that were free a moment ago.</summary>
internal sealed class GroupOfProcesses : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly KeyValueProcess?[] _nodes;
    private readonly int[] _ports;
    private readonly string _snapshotLogBytes;
    private readonly Dictionary<(int From, int To), FaultProxy> _proxies = [];
    private readonly int _smallDiskOf;

    private GroupOfProcesses(int count, string snapshotLogBytes, bool usesProxies, int smallDiskOf)
    {
        (_snapshotLogBytes, _smallDiskOf) = (snapshotLogBytes, smallDiskOf);
        _nodes = new KeyValueProcess?[count];
        _ports = FreePorts.FindMany(3 * count);
        for (var from = 0; usesProxies && from < count; from++)
        {
            for (var to = 0; to < count; to++)
                _proxies.Add((from, to), new FaultProxy { Target = new IPEndPoint(IPAddress.Loopback, _ports[(3 * to) + 1]) });
        }
    }

    public int Count => _nodes.Length;

    /// <summary>Every node's address for clients, whether it runs or not.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints =>
        [.. Enumerable.Range(0, Count).Select(node => new IPEndPoint(IPAddress.Loopback, _ports[3 * node]))];

    /// <summary>Whether the disk that was asked for could be mounted.</summary>
    public bool HasSmallDisk { get; private set; }

    /// <param name="count">Nodes.</param>
    /// <param name="snapshotLogBytes">When they take snapshots.</param>
    /// <param name="usesProxies">Each reaches each other through a proxy of its own.</param>
    /// <param name="smallDiskOf">This one's directory is a disk of 300 MB; -1 = none is.</param>
    public static async Task<GroupOfProcesses> StartAsync(
        int count = 3, string snapshotLogBytes = "1mb", bool usesProxies = false, int smallDiskOf = -1)
    {
        var group = new GroupOfProcesses(count, snapshotLogBytes, usesProxies, smallDiskOf);
        if (smallDiskOf >= 0)
            group.HasSmallDisk = await MountAsync(group.DiskOf(smallDiskOf));
        await Task.WhenAll(Enumerable.Range(0, count).Select(group.StartNodeAsync));
        return group;
    }

    public static string NameOf(int node) => ((char)('a' + node)).ToString();

    public int SentinelPortOf(int node) => _ports[(3 * node) + 2];

    public KeyValueProcess? this[int node] => _nodes[node];

    public bool Runs(int node) => _nodes[node] is not null;

    public async Task StartNodeAsync(int node)
    {
        if (_nodes[node] is not null)
            return;
        var directory = Directory.CreateDirectory(Path.Combine(DiskOf(node), "data")).FullName;
        _nodes[node] = await KeyValueProcess.StartAsync(
            directory,
            "--port", Text(_ports[3 * node]), "--node-id", NameOf(node), "--replication-port", Text(_ports[(3 * node) + 1]),
            "--peers", PeersOf(node), "--sentinel-port", Text(SentinelPortOf(node)), "--group-name", "shop",
            "--snapshot-log-bytes", _snapshotLogBytes);
    }

    public async Task KillAsync(int node)
    {
        if (_nodes[node] is not { } process)
            return;
        _nodes[node] = null;
        await process.Process.KillAsync();
        await process.DisposeAsync();
    }

    public async Task StopAsync(int node)
    {
        if (_nodes[node] is not { } process)
            return;
        _nodes[node] = null;
        Assert.Equal(0, await process.StopAsync());
        await process.DisposeAsync();
    }

    /// <summary>Everything that the node had is gone.</summary>
    public async Task WipeAsync(int node)
    {
        await KillAsync(node);
        Directory.Delete(Path.Combine(DiskOf(node), "data"), recursive: true);
    }

    /// <summary>Between two nodes, in both directions; connections are reset when new ones are refused.</summary>
    public void Disturb(int one, int other, ProxyFaults faults)
    {
        DisturbOneWay(one, other, faults);
        DisturbOneWay(other, one, faults);
    }

    /// <summary>The connections that one node has made to another.</summary>
    public void DisturbOneWay(int from, int to, ProxyFaults faults)
    {
        var proxy = _proxies[(from, to)];
        proxy.Faults = faults;
        if (faults == ProxyFaults.Refuse)
            proxy.Cut();
    }

    public void EndDisturbance()
    {
        foreach (var proxy in _proxies.Values)
            proxy.Faults = ProxyFaults.None;
    }

    public async Task FillSmallDiskAsync()
    {
        var ballast = await ServerProcess.RunAsync(
            "dd", ["if=/dev/zero", $"of={Path.Combine(DiskOf(_smallDiskOf), "ballast")}", "bs=64k", "count=5000"]);
        Assert.NotEqual(0, ballast.ExitCode);
    }

    public void EmptySmallDisk() => File.Delete(Path.Combine(DiskOf(_smallDiskOf), "ballast"));

    /// <summary>Who says that it leads; waits until one does.</summary>
    public int FindLeader(TimeSpan patience)
    {
        var leader = -1;
        Assert.True(SpinWait.SpinUntil(() => (leader = TryFindLeader()) >= 0, patience), "nobody leads");
        return leader;
    }

    public int FindLeaderExcept(int other, TimeSpan patience)
    {
        var leader = -1;
        Assert.True(SpinWait.SpinUntil(() => (leader = TryFindLeader(other)) >= 0, patience), "nobody else leads");
        return leader;
    }

    /// <summary>Every node runs, has been told who leads, and has applied what the leader has committed.</summary>
    public bool AllCaughtUp(TimeSpan patience) => SpinWait.SpinUntil(
        () =>
        {
            var leader = TryFindLeader();
            return leader >= 0 && Enumerable.Range(0, Count).All(node => Applied(node) >= Applied(leader) && Applied(leader) > 0);
        },
        patience);

    public int TryFindLeader(int except = -1)
    {
        for (var node = 0; node < Count; node++)
        {
            if (node != except && Runs(node) && GroupClient.TryAsk(EndPoints[node], "GROUP", "STATUS") is { } status
                && status.Contains("\"role\":\"leader\"", StringComparison.Ordinal))
                return node;
        }

        return -1;
    }

    /// <summary>-1 = it does not answer, or votes no longer.</summary>
    private long Applied(int node)
    {
        if (GroupClient.TryAsk(EndPoints[node], "GROUP", "STATUS") is not ['{', ..] text)
            return -1;
        using var status = JsonDocument.Parse(text);
        var isVoter = status.RootElement.GetProperty("members").EnumerateArray().Any(member =>
            member.GetProperty("self").GetBoolean() && member.GetProperty("role").GetString() == "voter");
        return isVoter ? status.RootElement.GetProperty("appliedIndex").GetInt64() : -1;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes.OfType<KeyValueProcess>())
            await node.DisposeAsync();
        foreach (var proxy in _proxies.Values)
            await proxy.DisposeAsync();
        if (HasSmallDisk)
            await ServerProcess.RunAsync("umount", ["-l", DiskOf(_smallDiskOf)]);
        _directory.Dispose();
    }

    private static async Task<bool> MountAsync(string path)
    {
        Directory.CreateDirectory(path);
        return (await ServerProcess.RunAsync("mount", ["-t", "tmpfs", "-o", "size=300m", "tmpfs", path])).ExitCode == 0;
    }

    private string DiskOf(int node) => _directory.File(NameOf(node));

    private string PeersOf(int node) => string.Join(',', Enumerable.Range(0, Count).Select(to =>
    {
        var port = _proxies.TryGetValue((node, to), out var proxy) ? proxy.Port : _ports[(3 * to) + 1];
        return string.Create(CultureInfo.InvariantCulture, $"{NameOf(to)}=127.0.0.1:{port}");
    }));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
