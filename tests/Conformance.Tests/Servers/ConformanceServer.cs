using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FromScratch.Conformance.Tests.Tools;
using FromScratch.TestKit;
using FromScratch.TestKit.Processes;
using FromScratch.TestKit.Sockets;

namespace FromScratch.Conformance.Tests.Servers;

/// <summary>
/// A real server in a process of its own, on loopback. Disposing ends it. Where the original is not installed its tests are skipped.
/// </summary>
public sealed class ConformanceServer : IAsyncDisposable
{
    private const int PortAttemptsMax = 5;
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);
    private readonly ServerKind _kind;
    private readonly TempDirectory _directory = new();
    private ServerProcess? _process;

    private ConformanceServer(ServerKind kind) => _kind = kind;

    public static string Address => "127.0.0.1";

    /// <summary>The same after a restart.</summary>
    public int Port { get; private set; }

    public IPEndPoint EndPoint => new(IPAddress.Loopback, Port);

    /// <summary>host:port, as the tools take it.</summary>
    public string HostAndPort => $"{Address}:{Port}";

    public bool HasExited => _process!.HasExited;

    public static async Task<ConformanceServer> StartAsync(ServerKind kind)
    {
        var server = new ConformanceServer(kind);
        try
        {
            await server.StartProcess();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills it; afterwards nobody listens on its port.</summary>
    public Task KillAsync() => _process!.KillAsync();

    /// <summary>Starts it again on the same port, with the same files.</summary>
    public async Task StartAgainAsync()
    {
        await _process!.DisposeAsync();
        await StartProcess();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _directory.Dispose();
    }

    private async Task StartProcess()
    {
        switch (_kind)
        {
            case ServerKind.FromScratch:
                var cache = await CacheProcess.StartAsync("-m", "64");
                (_process, Port) = (cache.Process, cache.Port);
                break;
            case ServerKind.KeyValue:
                var keyValue = await KeyValueProcess.StartAsync(_directory.Path, "--port", Text(Port));
                (_process, Port) = (keyValue.Process, keyValue.Port);
                break;
            case ServerKind.Memcached:
                string[] user = Environment.UserName == "root" ? ["-u", "root"] : [];
                await StartOriginal("memcached", port => ["-p", Text(port), "-l", Address, "-U", "0", "-m", "64", .. user]);
                break;
            case ServerKind.Redis:
                await StartOriginal("redis-server", port =>
                [
                    "--port", Text(port), "--bind", Address, "--save", "", "--dir", _directory.Path,
                    "--appendonly", "yes", "--appendfsync", "always",
                ]);
                break;
        }
    }

    /// <summary>
    /// The originals take no port 0 that they would tell, so a free one is guessed, and guessed again when somebody was quicker.
    /// </summary>
    private async Task StartOriginal(string name, Func<int, string[]> arguments)
    {
        var file = Tool.Require(name);
        for (var attempt = 1; ; attempt++)
        {
            var port = Port == 0 ? FreePorts.Find() : Port;
            _process = ServerProcess.Start(file, arguments(port));
            if (await Accepts(_process, port))
            {
                Port = port;
                return;
            }

            var output = _process.Output;
            await _process.DisposeAsync();
            if (attempt == PortAttemptsMax)
                throw new InvalidOperationException($"{name} did not start. Output:\n{output}");
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

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
