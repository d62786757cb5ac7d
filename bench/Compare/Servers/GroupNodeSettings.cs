using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace FromScratch.Compare.Servers;

/// <summary>One node of three of ours: everything as a single one, and who the others are.</summary>
public sealed record GroupNodeSettings(KeyValueSettings Common, int Node, IReadOnlyList<int> ReplicationPorts) : IServerSettings
{
    public static readonly IReadOnlyList<string> Names = ["a", "b", "c"];

    public IEnumerable<string> Arguments(ServerProgram program, int port) =>
    [
        .. Common.Arguments(program, port),
        "--node-id", Names[Node], "--replication-port", Text(ReplicationPorts[Node]),
        "--peers", string.Join(',', Names.Zip(ReplicationPorts, (name, peer) => $"{name}=127.0.0.1:{Text(peer)}")),
    ];

    public Task<bool> IsReadyAsync(int port, CancellationToken cancellation) => Common.IsReadyAsync(port, cancellation);

    /// <summary>Free a moment ago.</summary>
    public static IReadOnlyList<int> FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
