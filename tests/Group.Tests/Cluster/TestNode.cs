using System.Net;
using System.Text;
using FromScratch.Core;
using FromScratch.Log;
using FromScratch.Log.Files;
using FromScratch.Replication;
using FromScratch.Replication.Membership;
using FromScratch.TestKit;
using FromScratch.TestKit.Sockets;

namespace FromScratch.Group.Tests.Cluster;

/// <summary>
/// One node of a test's group, with its directory and the proxies that the others reach it through, one for each of them.
/// </summary>
internal sealed class TestNode(TestGroup owner, string name) : IAsyncDisposable
{
    private static ulong s_seed = 1;
    private TempDirectory _temp = new();
    private FileSystemDirectory? _directory;

    public string Name { get; } = name;

    private readonly Dictionary<string, FaultProxy> _proxies = new(StringComparer.Ordinal);

    public ReplicationGroup Group { get; private set; } = null!;

    public ListMachine Machine { get; private set; } = null!;

    public RecordingLogger Log { get; } = new();

    public bool IsRunning { get; private set; }

    public MemberRole Role { get; init; } = MemberRole.Voter;

    /// <summary>As it says itself.</summary>
    public PeerAddress Address => AddressFor(Name);

    public string Path => _temp.Path;

    /// <summary>Applied last, before a start.</summary>
    public Func<GroupOptions, GroupOptions> Options { get; set; } = static options => options;

    /// <summary>Between another node and this one.</summary>
    public FaultProxy ProxyFrom(string from)
    {
        if (!_proxies.TryGetValue(from, out var proxy))
            _proxies.Add(from, proxy = new FaultProxy { Target = IsRunning ? Group.ListenEndPoint : null });
        return proxy;
    }

    public PeerAddress AddressFor(string from) => new(Name, "127.0.0.1", ProxyFrom(from).Port);

    public void Start()
    {
        _directory = new FileSystemDirectory(_temp.Path);
        Machine = new ListMachine(_directory);
        var newest = Machine.Load();
        Group = ReplicationGroup.Open(Options(owner.OptionsOf(this)), _directory, Machine, newest, TimeProvider.System, Log);
        Machine.Group = Group;
        Group.Start();
        IsRunning = true;
        foreach (var proxy in _proxies.Values)
            proxy.Target = Group.ListenEndPoint;
    }

    public async Task StopAsync()
    {
        if (!IsRunning)
            return;
        IsRunning = false;
        await Group.DisposeAsync();
        foreach (var proxy in _proxies.Values)
            proxy.Target = null;
        _directory!.Dispose();
    }

    /// <summary>Stops it and takes its directory away.</summary>
    public async Task WipeAsync()
    {
        await StopAsync();
        _temp.Dispose();
        _temp = new TempDirectory();
    }

    public ProposeResult Propose(string value)
    {
        var result = Group.TryPropose(1, Encoding.UTF8.GetBytes(value), 0, out _);
        Group.Flush();
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var proxy in _proxies.Values)
            await proxy.DisposeAsync();
        _temp.Dispose();
    }

    public static SeededRandom NextRandom() => new(Interlocked.Increment(ref s_seed) * 7919);
}

/// <summary>Some nodes that know of each other.</summary>
internal sealed class TestGroup : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public TestGroup(params string[] voters)
    {
        foreach (var name in voters)
            Nodes.Add(new TestNode(this, name));
        Voters = [.. Nodes];
    }

    public List<TestNode> Nodes { get; } = [];

    public List<TestNode> Voters { get; }

    public string? Secret { get; set; } = "a secret";

    public int SegmentBytes { get; set; } = 1 << 20;

    public ulong TrailingEntries { get; set; } = 10_000;

    public int Chunk { get; set; } = 64 * 1024;

    public long SnapshotRate { get; set; } = 64 << 20;

    public TestNode this[string name] => Nodes.Single(node => node.Name == name);

    public TestNode Leader => Nodes.Single(node => node.IsRunning && node.Group.Status is { IsLeader: true } && node.Machine.Role.IsLeader);

    public TestNode Add(string name, MemberRole role = MemberRole.Voter, bool isListed = false)
    {
        var node = new TestNode(this, name) { Role = role };
        Nodes.Add(node);
        if (isListed)
            Voters.Add(node);
        return node;
    }

    public GroupOptions OptionsOf(TestNode node) => new()
    {
        NodeName = node.Name,
        Role = node.Role,
        Peers = [.. Voters.Union(node.Role == MemberRole.Voter ? [node] : []).Select(voter => voter.AddressFor(node.Name))],
        Listen = new IPEndPoint(IPAddress.Loopback, 0),
        AdvertisedAddress = node.Address.Address,
        ClientAddress = $"client-of-{node.Name}:1",
        Secret = Secret,
        Random = TestNode.NextRandom(),
        TrailingEntries = TrailingEntries,
        ReplaceAfterMs = 1500,
        SnapshotChunkBytes = Chunk,
        SnapshotBytesPerSecondMax = SnapshotRate,
        Replica = new ReplicaOptions { Id = 0, ElectionTimeoutMs = 400, HeartbeatMs = 50 },
        Log = new LogOptions
        {
            Random = TestNode.NextRandom(),
            SegmentBytes = SegmentBytes,
            PayloadBytesMax = Math.Min(64 * 1024, SegmentBytes / 4),
        },
    };

    public void Start()
    {
        foreach (var node in Nodes)
            node.Start();
    }

    /// <summary>Started, formed, with a leader that may propose.</summary>
    public async Task<TestNode> FormAsync()
    {
        Start();
        return await LeaderAsync();
    }

    public async Task<TestNode> LeaderAsync()
    {
        await UntilAsync(() => Nodes.Count(node => node.IsRunning && node.Machine.Role.IsLeader && node.Group.Status.IsLeader) == 1,
            "one leads");
        return Leader;
    }

    /// <summary>Through whoever leads; tried until it is taken.</summary>
    public async Task ProposeAsync(string value)
    {
        await UntilAsync(
            () => Nodes.FirstOrDefault(node => node.IsRunning && node.Group.Status.IsLeader) is { } leader
                && leader.Propose(value) == ProposeResult.Appended,
            $"{value} is proposed");
    }

    public Task AllHaveAsync(string value, params TestNode[] nodes) => UntilAsync(
        () => (nodes.Length > 0 ? nodes : Nodes.Where(node => node.IsRunning && node.Role != MemberRole.Witness))
            .All(node => node.Machine.Values().Contains(value)),
        $"all have {value}");

    /// <summary>Both ways, between this node and all others.</summary>
    public void Block(TestNode node, ProxyFaults faults)
    {
        foreach (var other in Nodes.Where(other => other != node))
        {
            node.ProxyFrom(other.Name).Faults = faults;
            other.ProxyFrom(node.Name).Faults = faults;
        }
    }

    public async Task UntilAsync(Func<bool> isSo, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience,
                $"not within {Patience.TotalSeconds} s: {what}\n{Describe()}");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    public string Describe() => string.Join('\n', Nodes.Select(node => node.IsRunning
        ? $"{node.Name}: {node.Group.Status} failure {node.Group.Failure} members {string.Join(' ', node.Group.Status.Members)}\n{node.Log}"
        : $"{node.Name}: stopped\n{node.Log}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
            await node.DisposeAsync();
    }
}
