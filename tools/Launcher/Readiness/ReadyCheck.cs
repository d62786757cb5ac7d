using System.Net.Sockets;
using FromScratch.Demo.Memcached;
using FromScratch.Launcher.Processes;
using FromScratch.Launcher.State;
using FromScratch.Launcher.Topology;

namespace FromScratch.Launcher.Readiness;

/// <summary>Asks a node whether it serves.</summary>
internal static class ReadyCheck
{
    private const int PollMs = 25;
    private static readonly TimeSpan _attemptTimeout = TimeSpan.FromSeconds(1);
    private static readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>One question, one answer, within the time given.</summary>
    public static async Task<bool> IsReadyAsync(NodeSpec node, TimeSpan patience, CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(patience);
        try
        {
            if (node.Role.Ready == ReadyKind.Readyz)
            {
                using var response = await _http.GetAsync(new Uri($"http://{node.AdminAddress}/readyz"), bound.Token);
                return response.IsSuccessStatusCode;
            }

            var connection = await MemcachedConnection.ConnectAsync(node.Host, node.Port, patience, bound.Token);
            using var client = new MemcachedClient(connection);
            return node.Role.Ready == ReadyKind.Tcp || (await client.VersionAsync(bound.Token)).Length > 0;
        }
        catch (Exception e) when (e is IOException or HttpRequestException or SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Asks until the node serves.</summary>
    /// <exception cref="LauncherException">It ended, or did not come up in time; the message ends with its last words.</exception>
    public static async Task WaitAsync(NodeSpec node, RunningNode running, int timeoutMs, CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(timeoutMs);
        try
        {
            while (!await IsReadyAsync(node, _attemptTimeout, bound.Token))
            {
                if (!ProcessIdentity.IsAlive(running.Pid, running.Started))
                    throw new LauncherException($"{node.Name} ended while starting{LastWords(running)}");
                await Task.Delay(PollMs, bound.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new LauncherException($"{node.Name} is not ready after {timeoutMs} ms{LastWords(running)}");
        }
    }

    private static string LastWords(RunningNode running) =>
        LogFile.LastLines(running.Log, 1) is [var line] ? $": {line.Trim()} (log: {running.Log})" : $" (log: {running.Log})";
}
