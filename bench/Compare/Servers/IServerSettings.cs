namespace FromScratch.Compare.Servers;

/// <summary>What both sides of a scenario are started with, in the words of each.</summary>
public interface IServerSettings
{
    /// <summary>The command line that serves on this loopback port.</summary>
    IEnumerable<string> Arguments(ServerProgram program, int port);

    /// <summary>Whether the server on this loopback port serves by now; asked again and again after a start.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">It does not even accept.</exception>
    Task<bool> IsReadyAsync(int port, CancellationToken cancellation);
}
