using System.Net;
using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Health;
using FromScratch.LoadBalancer.Proxy;
using Microsoft.Extensions.Logging;

namespace FromScratch.LoadBalancer;

/// <summary>What goes on beside the requests, four times a second: checks that are due, ends of ejections, names looked up
/// again, rates sampled.</summary>
internal sealed class Caretaker(BackendBook backends, BalancerCore core, Action sample, TimeProvider time, ILogger log)
    : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<Backend, long> _resolveAtMs = [];
    private ITimer? _timer;
    private CancellationToken _stop;
    private int _isResolving;
    private long _sampledAtMs;

    private long NowMs => (long)time.GetElapsedTime(0).TotalMilliseconds;

    /// <summary>Looks up every name once, then works in the background.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        _stop = _stopping.Token;
        foreach (var backend in backends.All)
            await ResolveAsync(backend, cancellation).ConfigureAwait(false);
        _timer = time.CreateTimer(static self => ((Caretaker)self!).Tick(), this, Period, Period);
    }

    public void Tick()
    {
        var now = NowMs;
        if (now - _sampledAtMs >= 1000)
        {
            _sampledAtMs = now;
            sample();
        }

        foreach (var backend in backends.All)
        {
            backend.Tick(now);
            foreach (var server in backend.TakeDueChecks(now))
                _ = CheckAsync(backend, server);
        }

        if (Interlocked.Exchange(ref _isResolving, 1) == 0)
            _ = ResolveDueAsync(now);
    }

    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
            await _timer.DisposeAsync().ConfigureAwait(false);
        await _stopping.CancelAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task CheckAsync(Backend backend, Server server)
    {
        var stop = _stop;
        if (backend.Config.HealthCheck is not { } config)
            return;
        var tls = backend.Config.Tls is { } wanted ? core.ServerTls.Of(wanted, server.Host) : null;
        var target = new ProbeTarget(core.Addresses.Of(server).EndPoint, $"{server.Host}:{server.Port}", tls);
        var outcome = await HealthProbe.RunAsync(target, config, time, stop)
            .ConfigureAwait(false);
        if (!stop.IsCancellationRequested)
            backend.CheckDone(server, outcome, NowMs, time.GetUtcNow());
    }

    private async Task ResolveDueAsync(long now)
    {
        try
        {
            foreach (var old in _resolveAtMs.Keys.Except(backends.All).ToList())
                _resolveAtMs.Remove(old);
            foreach (var backend in backends.All)
            {
                if (_resolveAtMs.GetValueOrDefault(backend) <= now)
                    await ResolveAsync(backend, _stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
        finally
        {
            Volatile.Write(ref _isResolving, 0);
        }
    }

    private async Task ResolveAsync(Backend backend, CancellationToken cancellation)
    {
        _resolveAtMs[backend] = NowMs + Math.Max(1000, backend.Config.ResolveMs);
        await core.Addresses.ResolveAsync(
            backend.Servers, (server, reason) => LbLog.Unresolved(log, backend.Name, server.Name, reason), cancellation)
            .ConfigureAwait(false);
    }
}
