using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Health;
using FromScratch.LoadBalancer.Proxy;

namespace FromScratch.LoadBalancer;

/// <summary>What goes on beside the requests, four times a second: checks that are due, ends of ejections, names looked up
/// again, rates sampled.</summary>
internal sealed class Caretaker(BackendBook backends, BalancerCore core, NameKeeper names, Action sample, TimeProvider time)
    : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);
    private readonly CancellationTokenSource _stopping = new();
    private ITimer? _timer;
    private CancellationToken _stop;
    private long _sampledAtMs;

    private long NowMs => (long)time.GetElapsedTime(0).TotalMilliseconds;

    /// <summary>Looks up every name once, then works in the background.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        _stop = _stopping.Token;
        await names.StartAsync(cancellation).ConfigureAwait(false);
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

        names.LookUpDue(now, _stop);
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
        var target = new ProbeTarget(server.Address.EndPoint, $"{server.Host}:{server.Port}", tls);
        var outcome = await HealthProbe.RunAsync(target, config, time, stop)
            .ConfigureAwait(false);
        if (!stop.IsCancellationRequested)
            backend.CheckDone(server, outcome, NowMs, time.GetUtcNow());
    }
}
