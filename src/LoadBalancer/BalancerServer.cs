using System.Net;
using FromScratch.Core;
using FromScratch.Hosting;
using FromScratch.Hosting.Logging;
using FromScratch.Hosting.Metrics;
using FromScratch.LoadBalancer.AccessLog;
using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.LoadBalancer.Proxy;
using FromScratch.LoadBalancer.Status;
using FromScratch.Transport;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FromScratch.LoadBalancer;

/// <summary>
/// A load balancer: listens, and passes requests on to the servers of its backends. A host runs it as a process; a test starts one in
/// its own:
/// <code>await using var balancer = await BalancerServer.StartAsync(QuickConfig.From(...));</code>
/// </summary>
public sealed partial class BalancerServer : IHostedServer
{
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly BalancerCore _core;
    private readonly BackendBook _backends;
    private readonly ListenerBook _listeners;
    private readonly SessionFactory _sessions;
    private readonly TransportServer _transport;
    private readonly Caretaker _caretaker;
    private readonly Lock _reloading = new();
    private readonly StatusTaker _status;
    private readonly AccessLogBook _accessLogs;
    private readonly BalancerMetrics _metrics;
    private readonly TransportMeter _transportMeter;
    private volatile BalancerConfig _config;
    private bool _isRunning;

    /// <param name="config">Checked by its reader.</param>
    /// <param name="time">The clock of everything in the server; the system's when left out.</param>
    /// <param name="logger">Where events go; nowhere when left out.</param>
    /// <param name="loops">I/O loops; 0 = one per processor.</param>
    /// <param name="lookUp">Finds the addresses of names; the system's resolver when left out.</param>
    public BalancerServer(
        BalancerConfig config, TimeProvider? time = null, ILogger? logger = null, int loops = 0, NameLookUp? lookUp = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        (_config, _time, _log) = (config, time ?? TimeProvider.System, logger ?? NullLogger.Instance);
        var random = new SeededRandom(SeededRandom.FreshSeed());
        var options = ListenerTransport.Options(config, loops);
        _core = new BalancerCore(random);
        _backends = new BackendBook(options.LoopCount, random, new BackendLog(_log));
        _backends.Apply(config.Backends, NowMs);
        _sessions = new SessionFactory(_core, options.LoopCount, _time, random);
        _accessLogs = new AccessLogBook(
            _sessions.UseAccessLog, AccessLogFile.Open, problem => LbLog.AccessLogTrouble(_log, problem));
        _transport = new TransportServer(options, _sessions, _time, new TransportLogger(_log));
        _listeners = new ListenerBook(_transport, _sessions, _backends, options.LoopCount);
        _status = new StatusTaker(this, _time, new RateMeters(_time));
        var names = new NameKeeper(_backends, lookUp ?? NameKeeper.SystemLookUp, _time, _log);
        _caretaker = new Caretaker(_backends, _core, names, _status.Sample, _time);
        _metrics = new BalancerMetrics(_status.Take, _time);
        _transportMeter = new TransportMeter(_transport.Stats);
        ConfiguredAt = _time.GetUtcNow();
    }

    public IReadOnlyList<EndPoint> BoundEndPoints => _transport.BoundEndPoints;

    /// <summary>The first address it really listens on.</summary>
    public IPEndPoint EndPoint => BoundEndPoints.OfType<IPEndPoint>().First();

    public BalancerConfig Config => _config;

    internal BackendBook Backends => _backends;

    internal IReadOnlyList<ListenerRuntime> Listeners => _listeners.All;

    internal TransportServer Transport => _transport;

    internal BalancerStatus Status => _status.Take();

    internal long AccessLogDropped => _accessLogs.LinesDropped;

    /// <summary>Starts a server in this process.</summary>
    public static async Task<BalancerServer> StartAsync(
        BalancerConfig config, TimeProvider? time = null, ILogger? logger = null, NameLookUp? lookUp = null)
    {
        var server = new BalancerServer(config, time, logger, lookUp: lookUp);
        try
        {
            await server.StartAsync(CancellationToken.None).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using (var log = _accessLogs.TryPlan(_config.AccessLog, out var reason))
            _accessLogs.Commit(log ?? throw new IOException(reason));
        if (_core.ServerTls.TryPrepare(_config.Backends) is { } problem)
            throw new IOException(problem);
        await _caretaker.StartAsync(cancellationToken).ConfigureAwait(false);
        await _transport.StartAsync().ConfigureAwait(false);
        lock (_reloading)
        {
            _listeners.OpenFirst(_config);
            _isRunning = true;
        }
    }

    public async Task DrainAsync(TimeSpan timeout)
    {
        lock (_reloading)
        {
            _isRunning = false;
            foreach (var listener in _listeners.All)
                listener.IsDraining = true;
        }

        if (!await _transport.DrainAsync(timeout).ConfigureAwait(false))
            LbLog.DrainCutOff(_log, timeout.TotalSeconds);
    }

    /// <summary>
    /// Puts another configuration in force: requests that have begun end with the one before. Listeners that it does not name any more, by
    /// name, address and protocol, accept no more, and their connections are served to their end.
    /// </summary>
    /// <returns>Null when it is in force; otherwise why the one before stays.</returns>
    public string? Apply(BalancerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        lock (_reloading)
        {
            var reason = _isRunning ? null : "the server does not run";
            using var log = reason is null ? _accessLogs.TryPlan(config.AccessLog, out reason) : null;
            using var plan = reason is null ? _listeners.TryPlan(config, out reason) : null;
            reason ??= _core.ServerTls.TryPrepare(config.Backends);
            if (reason is not null || plan is null || log is null)
            {
                LbLog.Refused(_log, reason!);
                return reason;
            }

            _backends.Apply(config.Backends, NowMs);
            _transport.ConnectionsMax = config.Limits.ConnectionsMax;
            _accessLogs.Commit(log);
            var gone = _listeners.Commit(plan, config);
            foreach (var listener in gone.Where(one => _listeners.All.All(open => open.Totals != one.Totals)))
                _status.Forget(listener);
            _config = config;
            ConfiguredAt = _time.GetUtcNow();
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_reloading)
            _isRunning = false;
        await _caretaker.DisposeAsync().ConfigureAwait(false);
        await _transport.DisposeAsync().ConfigureAwait(false);
        _sessions.Dispose();
        _accessLogs.Dispose();
        _metrics.Dispose();
        _transportMeter.Dispose();
    }

    internal long NowMs => (long)_time.GetElapsedTime(0).TotalMilliseconds;
}
