using System.Net;
using System.Net.Sockets;
using FromScratch.Conformance.Tests.Tools;
using FromScratch.TestKit;
using FromScratch.TestKit.Processes;
using FromScratch.TestKit.Sockets;

namespace FromScratch.Conformance.Tests.Balancer;

/// <summary>A web server that somebody else has written, on a free port of loopback.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ServerProcess _process;

    private WebServer(ServerProcess process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public string HostAndPort => $"127.0.0.1:{Port}";

    public static Task<WebServer> StartAsync(string kind, TempDirectory directory) => kind switch
    {
        "nginx" => NginxAsync(directory),
        "node" => NodeAsync(),
        "python" => PythonAsync(directory),
        _ => KestrelAsync(),
    };

    /// <summary>Node with Scripts/echo.js: tells what it got.</summary>
    public static Task<WebServer> NodeAsync() =>
        StartAsync(Tool.Require("node"), [Path.Combine(ClientScript.Folder, "echo.js")], @"listening on (\d+)");

    public Task KillAsync() => _process.KillAsync();

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task<WebServer> StartAsync(string program, string[] arguments, string portPattern)
    {
        var process = ServerProcess.Start(program, arguments);
        try
        {
            var line = await process.WaitForLineAsync(portPattern);
            return new WebServer(process, int.Parse(line.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    private static Task<WebServer> KestrelAsync() => StartAsync(
        SourceTree.Built("FromScratch.Web", "fromscratch-web"),
        ["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information"], @"127\.0\.0\.1:(\d+)");

    private static async Task<WebServer> PythonAsync(TempDirectory directory)
    {
        await File.WriteAllTextAsync(directory.File("index.html"), "hello from python\n");
        var python = await Tool.RequirePython("http.server");
        return await StartAsync(
            python, ["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", directory.Path], @"port (\d+)");
    }

    private static async Task<WebServer> NginxAsync(TempDirectory directory)
    {
        var (program, port) = (Tool.Require("nginx"), FreePorts.Find());
        var configuration = directory.File("nginx.conf");
        await File.WriteAllTextAsync(configuration, $$"""
            daemon off;
            master_process off;
            pid {{directory.File("nginx.pid")}};
            error_log {{directory.File("error.log")}};
            events { worker_connections 256; }
            http {
              access_log off;
              server { listen 127.0.0.1:{{port}}; location = / { return 200 "hello from nginx\n"; } location / { return 404 "none\n"; } }
            }
            """);
        var process = ServerProcess.Start(program, ["-p", directory.Path, "-c", configuration]);
        var accepts = SpinWait.SpinUntil(() => process.HasExited || Accepts(port), Patience);
        if (accepts && !process.HasExited)
            return new WebServer(process, port);
        var output = process.Output;
        await process.DisposeAsync();
        throw new InvalidOperationException($"nginx does not serve: {output}");
    }

    private static bool Accepts(int port)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
