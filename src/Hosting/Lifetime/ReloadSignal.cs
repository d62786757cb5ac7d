using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace FromScratch.Hosting.Lifetime;

/// <summary>
/// SIGHUP as daemons take it: read the files again, serve on. On Windows the runtime tells the closing of the console as SIGHUP, so there
/// it is left alone.
/// </summary>
internal sealed class ReloadSignal : IDisposable
{
    private readonly IHostedServer _server;
    private readonly ILogger _log;
    private readonly Lock _oneAtATime = new();
    private readonly PosixSignalRegistration? _registration;
    private bool _disposed;

    private ReloadSignal(IHostedServer server, ILogger log)
    {
        _server = server;
        _log = log;
        if (!OperatingSystem.IsWindows())
            _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Received);
    }

    public static ReloadSignal Listen(IHostedServer server, ILogger log) => new(server, log);

    /// <summary>Lets a reload that is under way finish; none begins afterwards.</summary>
    public void Dispose()
    {
        _registration?.Dispose();
        lock (_oneAtATime)
            _disposed = true;
    }

    internal void Reload()
    {
        lock (_oneAtATime)
        {
            if (_disposed)
                return;
            if (_server.Reload() is { } why)
                Log.ReloadIncomplete(_log, why);
            else
                Log.Reloaded(_log);
        }
    }

    private void Received(PosixSignalContext signal)
    {
        signal.Cancel = true;
        Reload();
    }
}
