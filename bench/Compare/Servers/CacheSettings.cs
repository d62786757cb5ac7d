using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace FromScratch.Compare.Servers;

/// <summary>memcached's switches.</summary>
/// <param name="MemoryMegabytes">-m</param>
/// <param name="Threads">-t</param>
/// <param name="Eviction">Our --eviction; null for the default, and never given to the peer.</param>
public sealed record CacheSettings(int MemoryMegabytes, int Threads, string? Eviction = null) : IServerSettings
{
    /// <summary>-c: more than any scenario opens.</summary>
    private const int ConnectionsMax = 1024;

    public IEnumerable<string> Arguments(ServerProgram program, int port)
    {
        var isMemcached = program.IsNamed("memcached");
        foreach (var argument in (string[])["-p", Text(port), "-l", "127.0.0.1", "-m", Text(MemoryMegabytes)])
            yield return argument;
        foreach (var argument in (string[])["-t", Text(Threads), "-c", Text(ConnectionsMax)])
            yield return argument;
        if (isMemcached && Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
        {
            // Memcached refuses to run as root unless told so.
            yield return "-u";
            yield return "root";
        }
        if (!isMemcached && Eviction is not null)
        {
            yield return "--eviction";
            yield return Eviction;
        }
    }

    /// <summary>It serves as soon as it accepts.</summary>
    public async Task<bool> IsReadyAsync(int port, CancellationToken cancellation)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellation);
        return true;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
