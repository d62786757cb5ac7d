using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FromScratch.Conformance.Tests.Tools;
using FromScratch.TestKit.Processes;

namespace FromScratch.Conformance.Tests.Servers;

/// <summary>A real cache server in a process of its own, on loopback. Disposing ends it. Without memcached its tests are skipped.</summary>
public sealed class ConformanceServer : IAsyncDisposable
{
    private const int PortAttemptsMax = 5;
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);
    private readonly ServerProcess _process;

    private ConformanceServer(ServerProcess process, int port)
    {
        _process = process;
        Port = port;
    }

    public static string Address => "127.0.0.1";

    public int Port { get; }

    public IPEndPoint EndPoint => new(IPAddress.Loopback, Port);

    /// <summary>host:port, as the tools take it.</summary>
    public string HostAndPort => $"{Address}:{Port}";

    public bool HasExited => _process.HasExited;

    public static Task<ConformanceServer> StartAsync(ServerKind kind) =>
        kind == ServerKind.FromScratch ? StartOurs() : StartMemcached();

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task<ConformanceServer> StartOurs()
    {
        var cache = await CacheProcess.StartAsync("-m", "64");
        return new ConformanceServer(cache.Process, cache.Port);
    }

    /// <summary>
    /// memcached takes no port 0 that it would tell, so a free one is guessed, and guessed again when somebody was quicker.
    /// </summary>
    private static async Task<ConformanceServer> StartMemcached()
    {
        var file = Tool.Require("memcached");
        string[] user = Environment.UserName == "root" ? ["-u", "root"] : [];
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            var process = ServerProcess.Start(
                file, ["-p", port.ToString(CultureInfo.InvariantCulture), "-l", Address, "-U", "0", "-m", "64", .. user]);
            if (await Accepts(process, port))
                return new ConformanceServer(process, port);
            var output = process.Output;
            await process.DisposeAsync();
            if (attempt == PortAttemptsMax)
                throw new InvalidOperationException($"memcached did not start. Output:\n{output}");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<bool> Accepts(ServerProcess process, int port)
    {
        using var deadline = new CancellationTokenSource(StartMax);
        while (!process.HasExited && !deadline.IsCancellationRequested)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(Address, port, deadline.Token);
                return !process.HasExited;
            }
            catch (SocketException)
            {
                await Task.Delay(PollInterval);
            }
        }

        return false;
    }
}
