using System.Text.Json;
using FromScratch.TestKit;
using FromScratch.TestKit.Processes;
using FromScratch.TestKit.Sockets;

namespace FromScratch.Cluster.Tests.Launching;

/// <summary>
/// A cluster of real processes in a directory of its own, driven through the launcher's command line. Disposing ends all of it.
/// </summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();

    private TestCluster(string topology, int port)
    {
        Port = port;
        _directory.Write("cluster.json", topology);
    }

    /// <summary>The first node's port.</summary>
    public int Port { get; }

    public string EndpointsFile => _directory.File("state/endpoints.json");

    public string Directory => _directory.Path;

    /// <summary>Three cache nodes on free ports.</summary>
    public static TestCluster Create(int stopTimeoutMs = 10_000)
    {
        var port = FreePorts.Find(6);
        var role = new
        {
            command = SourceTree.Built("FromScratch.Hosts.Cache", "fromscratch-cache"),
            args = (string[])["-p", "{port}", "-l", "{host}", "-m", "64", "--admin-port", "{adminPort}"],
            count = 3,
            port,
            adminPort = port + 3,
            ready = "version",
            protocol = "memcached",
        };
        return new(JsonSerializer.Serialize(new { stopTimeoutMs, readyTimeoutMs = 30_000, roles = new { cache = role } }), port);
    }

    /// <summary>One key-value node on free ports.</summary>
    public static TestCluster CreateKeyValue()
    {
        var port = FreePorts.Find(2);
        var role = new
        {
            command = SourceTree.Built("FromScratch.Hosts.KeyValue", "fromscratch-kv"),
            args = (string[])["--port", "{port}", "--bind", "{host}", "--dir", "{data}", "--admin-port", "{adminPort}"],
            port,
            adminPort = port + 1,
            ready = "readyz",
            protocol = "resp",
        };
        return new(JsonSerializer.Serialize(new { readyTimeoutMs = 30_000, roles = new { kv = role } }), port);
    }

    public static TestCluster FromText(string topology) => new(topology, 0);

    /// <summary>Runs a verb to its end.</summary>
    public Task<ProcessResult> RunAsync(params string[] arguments) =>
        ServerProcess.RunAsync(Launcher(), Arguments(arguments), TimeSpan.FromSeconds(60));

    /// <summary>Runs a verb that must succeed.</summary>
    public async Task<string> DoAsync(params string[] arguments)
    {
        var result = await RunAsync(arguments);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', arguments)}: exit code {result.ExitCode}\n{result.Output}");
        return result.Output;
    }

    /// <summary>Starts a verb that stays.</summary>
    public ServerProcess Start(params string[] arguments) => ServerProcess.Start(Launcher(), Arguments(arguments));

    /// <summary>Pids by node name, as endpoints.json says.</summary>
    public Dictionary<string, int> Pids()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(EndpointsFile));
        return document.RootElement.GetProperty("nodes").EnumerateArray()
            .ToDictionary(node => node.GetProperty("name").GetString()!, node => node.GetProperty("pid").GetInt32());
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(EndpointsFile))
            await RunAsync("down");
        _directory.Dispose();
    }

    private static string Launcher() =>
        SourceTree.Executable("FromScratch.Launcher", "fromscratch-launcher")
        ?? throw new InvalidOperationException("the launcher is not built");

    private IEnumerable<string> Arguments(string[] arguments) =>
        [.. arguments, "--no-build", "--topology", _directory.File("cluster.json"), "--state-dir", _directory.File("state")];
}
