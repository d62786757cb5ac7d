using System.Net;
using System.Net.Sockets;
using FromScratch.Launcher.Building;
using FromScratch.Launcher.Processes;
using FromScratch.Launcher.Readiness;
using FromScratch.Launcher.State;
using FromScratch.Launcher.Topology;

namespace FromScratch.Launcher;

/// <summary>
/// The processes of one topology and their state directory. What changes processes wants the <see cref="LockAsync">lock</see> held.
/// </summary>
internal sealed class Cluster
{
    private const int KillWaitMs = 5000;
    private const int PollMs = 20;

    private readonly EndpointsFile _endpoints;

    public Cluster(ClusterTopology topology, string stateDirectory)
    {
        Topology = topology;
        StateDirectory = Path.GetFullPath(stateDirectory);
        _endpoints = new EndpointsFile(Path.Combine(StateDirectory, "endpoints.json"));
    }

    public ClusterTopology Topology { get; }

    public string StateDirectory { get; }

    /// <summary>True from `up` to `down`.</summary>
    public bool IsUp => _endpoints.Exists;

    public async Task<ClusterLock> LockAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(StateDirectory);
        return await ClusterLock.AcquireAsync(StateDirectory, cancellation);
    }

    /// <summary>What runs now, the nodes that the topology no longer names included.</summary>
    public List<RunningNode> Running() => _endpoints.ReadAlive();

    public RunningNode? Running(NodeSpec node) => Running().Find(running => running.Name == node.Name);

    public string LogOf(string name) => Path.Combine(StateDirectory, "logs", name + ".log");

    /// <summary>Starts the nodes role by role in the order of the file; a role begins when the one before it serves.</summary>
    /// <exception cref="LauncherException">A node does not come up; those started here are stopped again.</exception>
    public async Task StartAsync(IReadOnlyList<NodeSpec> nodes, CancellationToken cancellation)
    {
        var started = new List<RunningNode>();
        try
        {
            foreach (var role in nodes.GroupBy(node => node.Role))
            {
                var waits = new List<Task>();
                foreach (var node in role)
                {
                    var running = Spawn(node);
                    started.Add(running);
                    waits.Add(ReadyCheck.WaitAsync(node, running, Topology.ReadyTimeoutMs, cancellation));
                }

                await Task.WhenAll(waits);
            }
        }
        catch
        {
            await StopAsync(started);
            throw;
        }
    }

    /// <summary>SIGTERM to all at once, SIGKILL to those that still run after the topology's time; returns the names of the latter.</summary>
    public async Task<IReadOnlyList<string>> StopAsync(IReadOnlyList<RunningNode> nodes)
    {
        foreach (var node in nodes.Where(IsAlive))
            Signals.Stop(node.Pid);
        var stubborn = await WaitGoneAsync(nodes, Topology.StopTimeoutMs);
        await KillAsync(stubborn);
        return [.. stubborn.Select(node => node.Name)];
    }

    /// <summary>SIGKILL, now.</summary>
    /// <exception cref="LauncherException">A process survives it.</exception>
    public async Task KillAsync(IReadOnlyList<RunningNode> nodes)
    {
        foreach (var node in nodes.Where(IsAlive))
            Signals.Kill(node.Pid);
        if (await WaitGoneAsync(nodes, KillWaitMs) is [var first, ..])
            throw new LauncherException($"{first.Name} (pid {first.Pid}) cannot be ended");
        var gone = nodes.Select(node => node.Pid).ToHashSet();
        if (IsUp)
            _endpoints.Write([.. Running().Where(node => !gone.Contains(node.Pid))]);
    }

    /// <summary>Says that nothing runs any more.</summary>
    public void ForgetAll() => _endpoints.Delete();

    private static bool IsAlive(RunningNode node) => ProcessIdentity.IsAlive(node.Pid, node.Started);

    private static async Task<List<RunningNode>> WaitGoneAsync(IReadOnlyList<RunningNode> nodes, int timeoutMs)
    {
        for (var deadline = Environment.TickCount64 + timeoutMs; ;)
        {
            var alive = nodes.Where(IsAlive).ToList();
            if (alive.Count == 0 || Environment.TickCount64 >= deadline)
                return alive;
            await Task.Delay(PollMs);
        }
    }

    private RunningNode Spawn(NodeSpec node)
    {
        RejectTakenPort(node, node.Port);
        if (node.AdminPort is { } adminPort)
            RejectTakenPort(node, adminPort);

        var data = Path.Combine(StateDirectory, "data", node.Name);
        var log = LogOf(node.Name);
        Directory.CreateDirectory(data);
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        LogFile.RollOver(log);

        string Fill(string text) => Placeholders.Fill(text, node, Topology, data);
        var role = node.Role;
        var command = CommandPath.Resolve(role.Command, Topology.Root);
        if (Path.IsPathRooted(command) && !File.Exists(command))
            throw new LauncherException($"{Path.GetFileName(Topology.File)}: roles.{role.Name}.command: {role.Command} does not exist", ExitCodes.BadUsage);
        var pid = DetachedProcess.Start(command, [.. role.Args.Select(Fill)], role.Env.ToDictionary(e => e.Key, e => Fill(e.Value)), data, log);
        var identity = ProcessIdentity.Read(pid) ?? "ended";
        var running = new RunningNode(node.Name, role.Name, node.Address, node.AdminAddress, pid, identity, log);
        _endpoints.Write([.. Running(), running]);
        return running;
    }

    /// <summary>Without this a foreign server on our port would answer the ready check in place of our node.</summary>
    private void RejectTakenPort(NodeSpec node, int port)
    {
        try
        {
            using var probe = new TcpListener(Dns.GetHostAddresses(node.Host)[0], port);
            probe.Start();
        }
        catch (SocketException e)
        {
            throw new LauncherException($"{node.Name} cannot listen on {node.Host}:{port}: {e.Message}; ports are set in {Topology.File}");
        }
    }
}
