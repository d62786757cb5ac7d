using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace FromScratch.Compare.Servers;

/// <summary>Reads the general statistics of a memcached-protocol server (protocol.txt, "General-purpose statistics").</summary>
public static class ServerStats
{
    public static async Task<long> ReadAsync(ServerProcess server, string name, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port, cancellation);
        var stream = client.GetStream();
        await stream.WriteAsync("stats\r\n"u8.ToArray(), cancellation);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(cancellation) is { } line && line != "END")
        {
            if (line.Split(' ') is ["STAT", var key, var value] && key == name)
                return long.Parse(value, CultureInfo.InvariantCulture);
        }
        throw new CompareException($"{server.Program.Name} has no statistic '{name}'");
    }
}
