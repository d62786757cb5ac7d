using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using FromScratch.TestKit;
using FromScratch.TestKit.Processes;

namespace FromScratch.KeyValue.Tests.Groups;

/// <summary>Three nodes as processes of their own, on ports that were free a moment ago.</summary>
internal sealed class GroupOfProcesses : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly KeyValueProcess?[] _nodes;
    private readonly int[] _ports;
    private readonly string _peers;
    private readonly string _snapshotLogBytes;

    private GroupOfProcesses(int count, string snapshotLogBytes)
    {
        _snapshotLogBytes = snapshotLogBytes;
        _nodes = new KeyValueProcess?[count];
        _ports = FreePorts(3 * count);
        _peers = string.Join(',', Enumerable.Range(0, count).Select(
            node => string.Create(CultureInfo.InvariantCulture, $"{NameOf(node)}=127.0.0.1:{_ports[(3 * node) + 1]}")));
    }

    public int Count => _nodes.Length;

    /// <summary>Every node's address for clients, whether it runs or not.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints =>
        [.. Enumerable.Range(0, Count).Select(node => new IPEndPoint(IPAddress.Loopback, _ports[3 * node]))];

    public static async Task<GroupOfProcesses> StartAsync(int count = 3, string snapshotLogBytes = "1mb")
    {
        var group = new GroupOfProcesses(count, snapshotLogBytes);
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
        var directory = Directory.CreateDirectory(_directory.File(NameOf(node))).FullName;
        _nodes[node] = await KeyValueProcess.StartAsync(
            directory,
            "--port", Text(_ports[3 * node]), "--node-id", NameOf(node), "--replication-port", Text(_ports[(3 * node) + 1]),
            "--peers", _peers, "--sentinel-port", Text(SentinelPortOf(node)), "--group-name", "shop",
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
        Directory.Delete(_directory.File(NameOf(node)), recursive: true);
    }

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
        _directory.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }
}
