using System.Net;
using System.Text.Json;
using FromScratch.Core;
using FromScratch.Hosting;
using FromScratch.Hosting.Lifetime;
using FromScratch.Hosting.Logging;
using FromScratch.Hosting.Metrics;
using FromScratch.Hosting.Options;
using FromScratch.KeyValue.Mirror;
using FromScratch.KeyValue.Observability;
using FromScratch.KeyValue.Sentinel;
using FromScratch.KeyValue.Session;
using FromScratch.KeyValue.Store;
using FromScratch.Log.Files;
using FromScratch.Transport;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FromScratch.KeyValue;

/// <summary>
/// A Redis-compatible key-value server: store, sessions and transport wired together. A host runs it as a process; a test starts one in
/// its own:
/// <code>await using var kv = await KeyValueServer.StartAsync(new KeyValueOptions { Port = 0, Dir = directory });</code>
/// </summary>
public sealed class KeyValueServer : IHostedServer
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(100);

    private readonly KeyValueOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Action? _stopHost;
    private readonly Readiness? _readiness;
    private FileSystemDirectory? _directory;
    private KeyValueTls? _peerTls;
    private KeyValueStore? _store;
    private TransportServer? _transport;
    private KeyValueContext? _context;
    private SentinelPort? _sentinel;
    private KeyValueMetrics? _metrics;
    private TransportMeter? _transportMeter;
    private ITimer? _ticker;

    /// <param name="options">Checked by <see cref="KeyValueOptionsValidator"/>.</param>
    /// <param name="time">The clock of everything in the server; the system's when left out.</param>
    /// <param name="logger">Where events go; nowhere when left out.</param>
    /// <param name="stopHost">Ends the process on SHUTDOWN; without it the command is refused.</param>
    /// <param name="readiness">Held back while this node cannot serve; nobody is told when left out.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public KeyValueServer(
        KeyValueOptions options, TimeProvider? time = null, ILogger? logger = null, Action? stopHost = null, Readiness? readiness = null)
    {
        var check = new OptionsCheck("KeyValue");
        KeyValueOptionsValidator.Check(options, check);
        if (check.Breaches is [var error, ..])
            throw new ArgumentException(error, nameof(options));
        _options = options;
        _time = time ?? TimeProvider.System;
        _log = logger ?? NullLogger.Instance;
        _stopHost = stopHost;
        _readiness = readiness;
    }

    public IReadOnlyList<EndPoint> BoundEndPoints => _transport?.BoundEndPoints ?? [];

    /// <summary>The first TCP address it really listens on.</summary>
    public IPEndPoint EndPoint => BoundEndPoints.OfType<IPEndPoint>().First();

    /// <summary>The first TCP address on which TLS is spoken; null = none.</summary>
    public IPEndPoint? TlsEndPoint => _transport?.Listeners().FirstOrDefault(static listener => listener.Tls)?.Address as IPEndPoint;

    /// <summary>Where Sentinel's protocol is spoken; null = nowhere.</summary>
    public IPEndPoint? SentinelEndPoint => _sentinel?.EndPoint;

    /// <summary>There from the start on; used under its gate.</summary>
    public KeyValueStore Store => Context.Store;

    internal KeyValueContext Context => _context ?? throw new InvalidOperationException("The server was not started.");

    /// <summary>Starts a server in this process.</summary>
    public static async Task<KeyValueServer> StartAsync(KeyValueOptions options, TimeProvider? time = null, ILogger? logger = null)
    {
        var server = new KeyValueServer(options, time, logger);
        try
        {
            await server.StartAsync(CancellationToken.None);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Replays what the directory holds, then binds.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _peerTls = KeyValueTls.ForPeers(_options, new TransportLogger(_log));
        _directory = _options.AppendOnly ? new FileSystemDirectory(_options.Dir) : null;
        _store = KeyValueStore.Open(StoreOptions(), _directory!, _time, _log);
        _context = new KeyValueContext(_options, _store, _time)
        {
            StopHost = _stopHost,
            Mirror = Puller(_store),
            Readiness = _readiness,
        };
        _transport = new TransportServer(
            KeyValueTransport.Options(_options), new KeyValueSessionFactory(_context), _time, new TransportLogger(_log));
        _context.Transport = _transport.Stats;
        _metrics = new KeyValueMetrics(_context);
        _transportMeter = new TransportMeter(_transport.Stats);
        await _transport.StartAsync();
        _context.TcpPort = BoundEndPoints.OfType<IPEndPoint>().FirstOrDefault()?.Port ?? 0;
        if (_store.Group is { } group)
            group.ClientAddress = KeyValueGroup.ClientAddress(_options, ToldPort(_context.TcpPort, TlsEndPoint?.Port ?? 0));
        _sentinel = await SentinelPort.StartAsync(_context, _time, new TransportLogger(_log));
        _context.TellReadiness();
        _ticker = _time.CreateTimer(static context => ((KeyValueContext)context!).Tick(), _context, TickInterval, TickInterval);
    }

    public async Task DrainAsync(TimeSpan timeout)
    {
        if (_transport is null || await _transport.DrainAsync(timeout))
            return;
        KeyValueLog.DrainCutOff(_log, timeout.TotalSeconds);
    }

    public void WriteStatus(Utf8JsonWriter json)
    {
        if (_transport is not null)
            StatusWriter.Write(json, Context, _transport);
    }

    /// <summary>Reads the certificate files again.</summary>
    public string? Reload()
    {
        var isUsable = _options.TlsPort == 0 || _transport is null || _transport.ReloadCertificates();
        isUsable &= _peerTls is null || _peerTls.TryReload();
        return isUsable ? null : "the certificate files cannot be used";
    }

    public async ValueTask DisposeAsync()
    {
        if (_ticker is not null)
            await _ticker.DisposeAsync();
        if (_sentinel is not null)
            await _sentinel.DisposeAsync();
        if (_transport is not null)
            await _transport.DisposeAsync();
        _context?.Dispose();
        _metrics?.Dispose();
        _transportMeter?.Dispose();
        if (_store is not null)
            await _store.DisposeAsync();
        _directory?.Dispose();
        _peerTls?.Dispose();
    }

    private MirrorPuller? Puller(KeyValueStore store) => _options.AppendOnly
        ? new MirrorPuller(store, new MirrorSource(_options.MasterUser, _options.MasterAuth, _peerTls), _options.Dir, _time, _log)
        : null;

    /// <summary>Where the other nodes tell clients to go: with TLS between nodes to the port that speaks it, as in Redis.</summary>
    private int ToldPort(int port, int tlsPort) => _options.TlsReplication && tlsPort > 0 ? tlsPort : port;

    private StoreOptions StoreOptions() => new()
    {
        IsPersistent = _options.AppendOnly,
        Fsync = _options.AppendFsync,
        MemoryBytesMax = _options.MaxMemoryBytes,
        MemoryPolicy = _options.MaxMemoryPolicy,
        OrderedKeys = _options.OrderedKeys,
        SnapshotLogBytes = _options.SnapshotLogBytes,
        StaleReadMax = TimeSpan.FromMilliseconds(_options.StaleReadMs),
        Group = KeyValueGroup.Options(
            _options, new SeededRandom(SeededRandom.FreshSeed()), ToldPort(_options.Port, _options.TlsPort), _peerTls),
        Random = new SeededRandom(SeededRandom.FreshSeed()),
    };
}
