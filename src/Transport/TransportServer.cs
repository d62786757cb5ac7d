using System.Net;
using FromScratch.Transport.Async;
using FromScratch.Transport.Connections;
using FromScratch.Transport.Epoll;
using FromScratch.Transport.Listening;
using FromScratch.Transport.Stats;
using FromScratch.Transport.Tls;

namespace FromScratch.Transport;

/// <summary>Listens, and gives every connection a session: start, drain, dispose, each once and in this order.</summary>
public sealed partial class TransportServer : IAsyncDisposable
{
    internal static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(250);

    private readonly ServerContext _context;
    private volatile ITransportDriver? _driver;
    private volatile BoundListener[] _listening = [];
    private ITimer? _ticker;

    public TransportServer(TransportOptions options, ISessionFactory sessions, TimeProvider? time = null, ITransportLog? log = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _context = new ServerContext(options, sessions, time ?? TimeProvider.System, log ?? NullTransportLog.Instance);
    }

    /// <summary>
    /// The addresses really bound, in the order of <see cref="TransportOptions.EndPoints"/> or of the last change; known after the start.
    /// Each object stands for one listener: its connections show that very object as <see cref="IConnection.LocalEndPoint"/>.
    /// </summary>
    public IReadOnlyList<EndPoint> BoundEndPoints { get; private set; } = [];

    /// <summary>Binds and starts to accept.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">An address cannot be bound; nothing was started.</exception>
    /// <exception cref="IOException">A certificate or socket file is unusable; nothing was started.</exception>
    public async Task StartAsync()
    {
        using var change = new ListenerChange(this);
        try
        {
            _driver = MakeDriver();
            _driver.Start();
            foreach (var endPoint in _context.Options.EndPoints)
                change.Open(endPoint);
        }
        catch
        {
            await StopAsync();
            throw;
        }

        _ticker = _context.Time.CreateTimer(static server => ((TransportServer)server!).Tick(), this, TickInterval, TickInterval);
        _isListening = true;
        change.Commit();
    }

    /// <summary>
    /// Stops accepting, lets requests in flight finish and their replies leave; what is still open after
    /// <paramref name="timeout"/> is closed.
    /// </summary>
    /// <returns>Whether all connections ended by themselves.</returns>
    public async Task<bool> DrainAsync(TimeSpan timeout)
    {
        lock (_changing)
        {
            _context.Gate.Shut();
            EndListening();
            _driver?.Drain();
        }

        using var deadline = new CancellationTokenSource(timeout, _context.Time);
        var ended = await Task.WhenAny(_context.Gate.Empty, Expired(deadline.Token)) == _context.Gate.Empty;
        await StopAsync();
        return ended;
    }

    /// <summary>Closes what is open at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var certificates in _certificates)
            certificates.Dispose();
    }

    /// <summary>Reads the certificate files again; false when they are unusable and the old certificate stays.</summary>
    public bool ReloadCertificates()
    {
        var all = _listening.Select(listener => listener.Certificates).OfType<CertificateChooser>().Distinct().ToList();
        return all.Count > 0 && all.Count(certificates => certificates.TryReload()) == all.Count;
    }

    public TransportStats Stats()
    {
        var loops = _context.Counters.Select(c => c.Snapshot()).ToArray();
        return new TransportStats
        {
            Total = LoopStats.Sum(loops),
            Loops = loops,
            ConnectionsCurrent = _context.Gate.Open,
            ConnectionsMax = ConnectionsMax,
            ConnectionsRejected = _context.Gate.Rejected,
            AcceptPauses = Volatile.Read(ref _context.Accepts.Pauses),
            AcceptPausedMicroseconds = Volatile.Read(ref _context.Accepts.PausedMicroseconds),
            HandshakesFailed = Volatile.Read(ref _context.Accepts.HandshakesFailed),
            InputBytes = _context.Limits.InputBudget.Used,
        };
    }

    /// <summary>The open connections now; from any thread, not consistent with one instant.</summary>
    public IReadOnlyList<ConnectionInfo> Connections() => [.. _driver?.Connections() ?? []];

    /// <summary>The sockets that accept connections now, in the order of <see cref="BoundEndPoints"/>.</summary>
    public IReadOnlyList<ListenerInfo> Listeners()
    {
        return [.. _listening.Select(l => new ListenerInfo(l.Id, l.Address, l.Tls, AgeOf(l)))];

        long AgeOf(BoundListener listener) => (long)_context.Time.GetElapsedTime(listener.Since).TotalSeconds;
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

    private void Tick()
    {
        _context.RefreshClock();
        _driver?.Tick();
    }

    private ITransportDriver MakeDriver() => _context.Options.UsesEpoll ? new EpollDriver(_context) : new AsyncDriver(_context);

    private async Task StopAsync()
    {
        ITransportDriver? driver;
        lock (_changing)
        {
            EndListening();
            (driver, _driver) = (_driver, null);
        }

        if (_ticker is not null)
            await _ticker.DisposeAsync();
        if (driver is not null)
            await driver.DisposeAsync();
    }
}
