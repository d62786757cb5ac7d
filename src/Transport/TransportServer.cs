using System.Net;
using FromScratch.Transport.Async;
using FromScratch.Transport.Connections;
using FromScratch.Transport.Epoll;
using FromScratch.Transport.Listening;
using FromScratch.Transport.Stats;
using FromScratch.Transport.Tls;

namespace FromScratch.Transport;

/// <summary>Listens, and gives every connection a session: start, drain, dispose, each once and in this order.</summary>
public sealed class TransportServer : IAsyncDisposable
{
    internal static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(250);

    private readonly ServerContext _context;
    private ITransportDriver[] _drivers = [];
    private volatile BoundListener[] _listening = [];
    private long _listeningSince;
    private readonly CertificateChooser? _certificates;
    private ITimer? _ticker;

    public TransportServer(TransportOptions options, ISessionFactory sessions, TimeProvider? time = null, ITransportLog? log = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _context = new ServerContext(options, sessions, time ?? TimeProvider.System, log ?? NullTransportLog.Instance);
        if (options.Tls is { } tls && options.EndPoints.Any(e => e.Tls))
            _certificates = new CertificateChooser(tls, _context.Log);
    }

    /// <summary>The addresses really bound, in the order of <see cref="TransportOptions.EndPoints"/>; known after the start.</summary>
    public IReadOnlyList<EndPoint> BoundEndPoints { get; private set; } = [];

    /// <summary>Binds and starts to accept.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">An address cannot be bound; nothing was started.</exception>
    /// <exception cref="IOException">A certificate or socket file is unusable; nothing was started.</exception>
    public Task StartAsync()
    {
        _certificates?.LoadFirst();
        var listeners = BindAll();
        BoundEndPoints = [.. listeners.Select(l => l.Address)];
        var native = _context.Options.UsesEpoll ? listeners.FindAll(l => !l.NeedsSockets) : [];
        var managed = listeners.Except(native).ToList();
        var drivers = new List<ITransportDriver>();
        if (native.Count > 0)
            drivers.Add(new EpollDriver(_context, native));
        if (managed.Count > 0)
            drivers.Add(new AsyncDriver(_context, managed, _certificates, native.Count > 0 ? _context.Options.LoopsPerDriver : 0));
        _drivers = [.. drivers];
        foreach (var driver in _drivers)
            driver.Start();
        _listeningSince = _context.Time.GetTimestamp();
        _listening = [.. listeners];
        _ticker = _context.Time.CreateTimer(static server => ((TransportServer)server!).Tick(), this, TickInterval, TickInterval);
        foreach (var listener in listeners)
            _context.Log.Listening(listener.Address, listener.Tls);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Stops accepting, lets requests in flight finish and their replies leave; what is still open after
    /// <paramref name="timeout"/> is closed.
    /// </summary>
    /// <returns>Whether all connections ended by themselves.</returns>
    public async Task<bool> DrainAsync(TimeSpan timeout)
    {
        _context.Gate.Shut();
        _listening = [];
        foreach (var driver in _drivers)
            driver.Drain();
        using var deadline = new CancellationTokenSource(timeout, _context.Time);
        var ended = await Task.WhenAny(_context.Gate.Empty, Expired(deadline.Token)) == _context.Gate.Empty;
        await StopAsync();
        return ended;
    }

    /// <summary>Closes what is open at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _certificates?.Dispose();
    }

    /// <summary>Reads the certificate files again; false when they are unusable and the old certificate stays.</summary>
    public bool ReloadCertificates() => _certificates?.TryReload() ?? false;

    public TransportStats Stats()
    {
        var loops = _context.Counters.Select(c => c.Snapshot()).ToArray();
        return new TransportStats
        {
            Total = LoopStats.Sum(loops),
            Loops = loops,
            ConnectionsCurrent = _context.Gate.Open,
            ConnectionsMax = _context.Options.ConnectionsMax,
            ConnectionsRejected = _context.Gate.Rejected,
            AcceptPauses = Volatile.Read(ref _context.Accepts.Pauses),
            AcceptPausedMicroseconds = Volatile.Read(ref _context.Accepts.PausedMicroseconds),
            HandshakesFailed = Volatile.Read(ref _context.Accepts.HandshakesFailed),
            InputBytes = _context.Limits.InputBudget.Used,
        };
    }

    /// <summary>The open connections now; from any thread, not consistent with one instant.</summary>
    public IReadOnlyList<ConnectionInfo> Connections() => [.. _drivers.SelectMany(d => d.Connections())];

    /// <summary>The sockets that accept connections now, in the order of <see cref="TransportOptions.EndPoints"/>.</summary>
    public IReadOnlyList<ListenerInfo> Listeners()
    {
        var age = (long)_context.Time.GetElapsedTime(_listeningSince).TotalSeconds;
        return [.. _listening.Select(l => new ListenerInfo(l.Id, l.Address, l.Tls, age))];
    }

    /// <summary>TLS handshakes that failed at one of <see cref="BoundEndPoints"/>; 0 when it does not listen any more.</summary>
    public long HandshakesFailedAt(EndPoint address) =>
        Array.Find(_listening, listener => listener.Address.Equals(address))?.HandshakesFailed ?? 0;

    private static Task Expired(CancellationToken token)
    {
        var expired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        token.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), expired);
        return expired.Task;
    }

    private List<BoundListener> BindAll()
    {
        var bound = new List<BoundListener>();
        try
        {
            foreach (var endPoint in _context.Options.EndPoints)
                bound.Add(BoundListener.Bind(endPoint, _context.Options));
            return bound;
        }
        catch
        {
            bound.ForEach(l => l.Dispose());
            throw;
        }
    }

    private void Tick()
    {
        _context.RefreshClock();
        foreach (var driver in _drivers)
            driver.Tick();
    }

    private async Task StopAsync()
    {
        _listening = [];
        if (_ticker is not null)
            await _ticker.DisposeAsync();
        var drivers = Interlocked.Exchange(ref _drivers, []);
        await Task.WhenAll(drivers.Select(d => d.DisposeAsync().AsTask()));
    }
}
