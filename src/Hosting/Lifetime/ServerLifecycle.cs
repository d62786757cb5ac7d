using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FromScratch.Hosting.Lifetime;

/// <summary>
/// Starts server and admin endpoint, then reports ready; on the way out the order is turned: not ready, drain, and the admin endpoint
/// last, so that whoever watches /readyz sees the drain.
/// </summary>
internal sealed class ServerLifecycle(
    IHostedServer server, Func<IAdminEndpoint> makeAdmin, ProcessManners manners, HostContext context, string version,
    TimeSpan drainTimeout) : IHostedService
{
    private readonly IAdminEndpoint _admin = makeAdmin();
    private readonly ILogger _log = context.Loggers.CreateLogger("FromScratch.Hosting");
    private ReloadSignal? _reload;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await StartBothAsync(cancellationToken);
        }
        catch
        {
            await _admin.DisposeAsync();
            await server.DisposeAsync();
            throw;
        }

        _reload = ReloadSignal.Listen(server, _log);
        context.Readiness.Start();
        Log.Ready(_log, version, Environment.ProcessId);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        context.Readiness.Drain();
        _reload?.Dispose();
        Log.Draining(_log, drainTimeout.TotalSeconds);
        var begin = context.Time.GetTimestamp();
        await server.DrainAsync(drainTimeout);
        await server.DisposeAsync();
        Log.Drained(_log, (long)context.Time.GetElapsedTime(begin).TotalMilliseconds);
        await _admin.DisposeAsync();
        manners.Stopped(warning => Log.Warning(_log, warning));
    }

    private async Task StartBothAsync(CancellationToken cancellationToken)
    {
        await server.StartAsync(cancellationToken);
        foreach (var address in server.BoundEndPoints)
            Log.Listening(_log, address);
        if (await _admin.StartAsync() is { } adminAddress)
            Log.AdminListening(_log, adminAddress);
        manners.Started();
    }
}
