using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FromScratch.KeyValue.Client;
using FromScratch.TestKit;
using FromScratch.TestKit.Sockets;

namespace FromScratch.KeyValue.Tests.Groups;

/// <summary>Three nodes in this process, on ports that were free a moment ago.</summary>
internal sealed class GroupInProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TempDirectory _directory = new();
    private readonly List<KeyValueServer> _servers = [];

    public static string[] Names { get; } = ["a", "b", "c"];

    public IReadOnlyList<KeyValueServer> Servers => _servers;

    /// <param name="time">Of each node; the system's when left out.</param>
    /// <param name="change">Of each node's options.</param>
    /// <param name="count">So many of the three are started.</param>
    public static async Task<GroupInProcess> StartAsync(
        Func<int, TimeProvider>? time = null, Action<KeyValueOptions>? change = null, int count = 3)
    {
        var group = new GroupInProcess();
        var ports = FreePorts.FindMany(6);
        var peers = string.Join(',', Names.Select(
            (name, node) => string.Create(CultureInfo.InvariantCulture, $"{name}=127.0.0.1:{ports[3 + node]}")));
        for (var node = 0; node < count; node++)
        {
            var options = new KeyValueOptions
            {
                Port = ports[node],
                Dir = group._directory.File(Names[node]),
                NodeId = Names[node],
                ReplicationPort = ports[3 + node],
                Peers = peers,
            };
            change?.Invoke(options);
            group._servers.Add(await KeyValueServer.StartAsync(options, time?.Invoke(node)));
        }

        return group;
    }

    public static UInt128 Digest(KeyValueServer server)
    {
        lock (server.Store.Gate)
            return server.Store.Keys.Digest();
    }

    public RespConnection Connect(int node) => RespConnection.Connect("127.0.0.1", _servers[node].EndPoint.Port, Patience);

    public int FindLeader()
    {
        var leader = -1;
        Assert.True(
            SpinWait.SpinUntil(() => (leader = _servers.FindIndex(server => server.Store.IsLeader)) >= 0, Patience), "nobody leads");
        return leader;
    }

    /// <summary>Has that one lead.</summary>
    public void LeadBy(int node) => Assert.True(SpinWait.SpinUntil(() => Leads(node), Patience), $"{Names[node]} does not come to lead");

    public async Task StopAsync(int node) => await _servers[node].DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
        _directory.Dispose();
    }

    private bool Leads(int node)
    {
        var leader = _servers.FindIndex(server => server.Store.IsLeader);
        if (leader >= 0 && leader != node)
            _servers[leader].Store.Group!.TryTransfer(Names[node]);
        return leader == node;
    }
}
