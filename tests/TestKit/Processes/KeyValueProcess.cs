using System.Net;
using System.Text.RegularExpressions;
using FromScratch.TestKit.Sockets;

namespace FromScratch.TestKit.Processes;

/// <summary>fromscratch-kv as a process of its own, serving on a free port. Disposing ends it.</summary>
public sealed partial class KeyValueProcess : IAsyncDisposable
{
    private KeyValueProcess(ServerProcess process) => Process = process;

    public static string Program => SourceTree.Built("FromScratch.Hosts.KeyValue", "fromscratch-kv");

    public ServerProcess Process { get; }

    public IPEndPoint EndPoint => IPEndPoint.Parse(ListeningOn().Match(Process.Output).Groups[1].Value);

    public Uri AdminAddress => new(AdminOn().Match(Process.Output).Groups[1].Value);

    public int Port => EndPoint.Port;

    /// <summary>
    /// Starts it with its files in a directory, on a free port unless the switches name one, and waits until it is ready.
    /// </summary>
    public static Task<KeyValueProcess> StartAsync(string directory, params string[] switches) =>
        StartUnderAsync([], directory, switches);

    /// <summary>The same under another program, such as a tracer, which gets it as its last arguments.</summary>
    public static async Task<KeyValueProcess> StartUnderAsync(string[] wrapper, string directory, params string[] switches)
    {
        string[] port = switches.Contains("--port") ? [] : ["--port", "0"];
        string[] command = [.. wrapper, Program, "--dir", directory, .. port, .. switches];
        var process = ServerProcess.Start(command[0], command[1..]);
        try
        {
            await process.WaitForLineAsync("ready, version|^fromscratch-kv: ");
            if (!ListeningOn().IsMatch(process.Output))
                throw new InvalidOperationException($"It does not listen. Output:\n{process.Output}");
            return new KeyValueProcess(process);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public TextClient Connect() => new(EndPoint);

    /// <summary>Asks it to end and returns its exit code.</summary>
    public Task<int> StopAsync()
    {
        Process.Terminate();
        return Process.WaitForExitAsync();
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    [GeneratedRegex(@"listening on (127\.0\.0\.1:\d+)")]
    private static partial Regex ListeningOn();

    [GeneratedRegex(@"admin on (http:[\d./:]+)")]
    private static partial Regex AdminOn();
}
