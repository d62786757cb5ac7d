using System.Net;
using System.Text.Json;
using FromScratch.Hosting.Admin;

namespace FromScratch.Hosting;

/// <summary>A server as its host drives it: started once, drained once, disposed once, in this order.</summary>
public interface IHostedServer : IAsyncDisposable
{
    /// <summary>The addresses really bound, for the log and /status; known after the start.</summary>
    IReadOnlyList<EndPoint> BoundEndPoints { get; }

    /// <summary>Binds and begins to serve; the host is ready when it returns.</summary>
    /// <exception cref="IOException">Cannot be started as configured; the message is for the operator.</exception>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Stops accepting, finishes what is in flight, flushes; cuts off what is left after <paramref name="timeout"/>.</summary>
    Task DrainAsync(TimeSpan timeout);

    /// <summary>
    /// Reads again what may change on disk while it serves, such as certificates and passwords; the host calls it on SIGHUP, between
    /// start and drain.
    /// </summary>
    /// <returns>Null when all of it is in force; otherwise why what was before stays, in one line.</returns>
    string? Reload() => null;

    /// <summary>Paths of the admin server that <see cref="Answer"/> knows and that are worth a look, for its first page.</summary>
    IReadOnlyList<string> AdminPaths => [];

    /// <summary>
    /// Answers a request to the admin server for any path that is not the host's own: pages to look at, and commands. Comes from the
    /// admin server's own I/O loop, one at a time.
    /// </summary>
    /// <returns>Null when there is no such page.</returns>
    AdminPage? Answer(AdminRequest request) => null;

    /// <summary>Adds the server's own properties to the object that /status answers. From any thread.</summary>
    void WriteStatus(Utf8JsonWriter json);
}
