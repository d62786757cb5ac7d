using System.Net;
using System.Text.RegularExpressions;

namespace FromScratch.TestKit.Processes;

/// <summary>fromscratch-lb as a process of its own, on free ports. Disposing ends it.</summary>
public sealed partial class BalancerProcess : IAsyncDisposable
{
    private BalancerProcess(ServerProcess process) => Process = process;

    public static string Program => SourceTree.Built("FromScratch.Hosts.LoadBalancer", "fromscratch-lb");

    public ServerProcess Process { get; }

    public IPEndPoint EndPoint => IPEndPoint.Parse(ListeningOn().Match(Process.Output).Groups[1].Value);

    public Uri Address => new($"http://{EndPoint}/");

    /// <summary>Starts it before these servers and waits until it is ready.</summary>
    public static async Task<BalancerProcess> StartAsync(IEnumerable<string> backends, params string[] switches)
    {
        string[] command =
        [
            "--listen", "http://127.0.0.1:0", "--admin-port", "-1", .. backends.SelectMany(one => new[] { "--backend", one }), .. switches,
        ];
        var process = ServerProcess.Start(Program, command);
        try
        {
            await process.WaitForLineAsync("ready, version|^fromscratch-lb: ");
            if (!ListeningOn().IsMatch(process.Output))
                throw new InvalidOperationException($"It does not listen. Output:\n{process.Output}");
            return new BalancerProcess(process);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    [GeneratedRegex(@"listening on (127\.0\.0\.1:\d+)")]
    private static partial Regex ListeningOn();
}
