using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using FromScratch.TestKit.Sockets;

namespace FromScratch.TestKit.Processes;

/// <summary>fromscratch-cache as a process of its own, serving on a free port or on a unix socket. Disposing ends it.</summary>
public sealed partial class CacheProcess : IAsyncDisposable
{
    private CacheProcess(ServerProcess process, EndPoint endPoint)
    {
        Process = process;
        EndPoint = endPoint;
    }

    public static string Program => SourceTree.Built("FromScratch.Hosts.Cache", "fromscratch-cache");

    public ServerProcess Process { get; }

    public EndPoint EndPoint { get; }

    public int Port => ((IPEndPoint)EndPoint).Port;

    /// <summary>Memory that is resident now; Linux alone tells.</summary>
    public long ResidentBytes
    {
        get
        {
            var status = File.ReadAllText($"/proc/{Process.Pid}/status");
            return 1024 * long.Parse(ResidentKiB().Match(status).Groups[1].Value, CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Starts it on a free port, unless the switches name a port or a unix socket, and waits until it is ready.</summary>
    public static async Task<CacheProcess> StartAsync(params string[] switches)
    {
        string[] port = switches.Contains("-p") || switches.Contains("-s") ? [] : ["-p", "0"];
        var process = ServerProcess.Start(Program, [.. port, .. switches]);
        try
        {
            await process.WaitForLineAsync("ready, version|: cannot |: allowed is");
            return new CacheProcess(process, AddressIn(process.Output));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where a cache with this output listens.</summary>
    public static EndPoint AddressIn(string output)
    {
        var address = ListeningOn().Match(output).Groups[1].Value;
        if (address.Length == 0)
            throw new InvalidOperationException($"It does not listen. Output:\n{output}");
        return address.StartsWith('/') ? new System.Net.Sockets.UnixDomainSocketEndPoint(address) : IPEndPoint.Parse(address);
    }

    public TextClient Connect() => new(EndPoint);

    /// <summary>Asks it to end and returns its exit code.</summary>
    public Task<int> StopAsync()
    {
        Process.Terminate();
        return Process.WaitForExitAsync();
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    [GeneratedRegex(@"listening on ([^""\s]+)")]
    private static partial Regex ListeningOn();

    [GeneratedRegex(@"VmRSS:\s+(\d+) kB")]
    private static partial Regex ResidentKiB();
}
