using System.Net;
using System.Text.Json;
using FromScratch.Cache.Engine;
using FromScratch.Cache.Observability;
using FromScratch.Cache.Restart;
using FromScratch.Cache.Session;
using FromScratch.Cache.Session.Auth;
using FromScratch.Core;
using FromScratch.Core.Time;
using FromScratch.Hosting;
using FromScratch.Hosting.Logging;
using FromScratch.Hosting.Metrics;
using FromScratch.Hosting.Options;
using FromScratch.Transport;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FromScratch.Cache;

/// <summary>
/// A memcached-compatible cache server: engine, sessions and transport wired together. A host runs it as a
/// process; a test starts one in its own:
/// <code>await using var cache = await CacheServer.StartAsync(new CacheOptions { Port = 0 });</code>
/// </summary>
public sealed class CacheServer : IHostedServer
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);

    private readonly CacheOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CoarseClock _clock;
    private readonly TransportServer _transport;
    private readonly CacheMetrics _metrics;
    private readonly TransportMeter _transportMeter;
    private readonly PasswordFile? _passwords;
    private ITimer? _ticker;
    private bool _drained;

    /// <param name="options">Checked by <see cref="CacheOptionsValidator"/>.</param>
    /// <param name="time">The clock of everything in the server; the system's when left out.</param>
    /// <param name="logger">Where events go; nowhere when left out.</param>
    /// <param name="stopHost">Ends the process on `shutdown` (-A); without it the command is refused.</param>
    /// <param name="logLevel">What -v and `verbosity` set; without it they only show in `stats settings`.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public CacheServer(
        CacheOptions options, TimeProvider? time = null, ILogger? logger = null, Action? stopHost = null, LogLevelSwitch? logLevel = null)
    {
        var check = new OptionsCheck("Cache");
        CacheOptionsValidator.Check(options, check);
        if (check.Breaches is [var error, ..])
            throw new ArgumentException(error, nameof(options));
        _options = options;
        if (options.Verbosity > 0)
            logLevel?.SetVerbosity(options.Verbosity);
        _time = time ?? TimeProvider.System;
        _log = logger ?? NullLogger.Instance;
        _clock = new CoarseClock(_time);
        Engine = new CacheEngine(EngineOptions(options), new EngineClock(_clock));
        _passwords = options.PasswordFile is { Length: > 0 } path ? new PasswordFile(path) : null;

        var transportOptions = CacheTransport.Options(options);
        var traffic = new TransportReadings();
        var control = stopHost is null ? null : new ServerControl(this, stopHost, logLevel);
        Context = CacheContext.Create(options, Engine, transportOptions.LoopCount, _time, control, traffic);
        _transport = new TransportServer(transportOptions, new CacheSessionFactory(Context, _passwords), _time, new TransportLogger(_log));
        traffic.Server = _transport;
        _metrics = new CacheMetrics(Context);
        _transportMeter = new TransportMeter(_transport.Stats);
    }

    public CacheEngine Engine { get; }

    public IReadOnlyList<EndPoint> BoundEndPoints => _transport.BoundEndPoints;

    /// <summary>The first TCP address it really listens on.</summary>
    public IPEndPoint EndPoint => BoundEndPoints.OfType<IPEndPoint>().First();

    internal CacheContext Context { get; }

    /// <summary>Starts a server in this process.</summary>
    public static async Task<CacheServer> StartAsync(CacheOptions options, TimeProvider? time = null, ILogger? logger = null)
    {
        var server = new CacheServer(options, time, logger);
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

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_options.MemoryFile is { Length: > 0 } path)
            new WarmRestart(path, Engine, _clock, _log).Load();
        await _transport.StartAsync();
        _ticker = _time.CreateTimer(static engine => ((CacheEngine)engine!).Tick(), Engine, TickInterval, TickInterval);
    }

    public async Task DrainAsync(TimeSpan timeout)
    {
        _drained = await _transport.DrainAsync(timeout);
        if (!_drained)
            CacheLog.DrainCutOff(_log, timeout.TotalSeconds);
        if (_options.MemoryFile is { Length: > 0 } path)
            new WarmRestart(path, Engine, _clock, _log).Save();
    }

    public void WriteStatus(Utf8JsonWriter json) => StatusWriter.Write(json, Context, _transport);

    /// <summary>Reads passwords and certificates again; what is unusable does not hold up the other.</summary>
    public string? Reload()
    {
        string?[] failures = [ReloadPasswords(), _options.TlsEnabled ? ReloadCertificates() : null];
        var told = string.Join("; ", failures.OfType<string>());
        return told.Length == 0 ? null : told;
    }

    /// <summary>Null when the files as they are now serve new connections, otherwise why the certificate before stays.</summary>
    internal string? ReloadCertificates() => _transport.ReloadCertificates() ? null : "the certificate files cannot be used";

    public async ValueTask DisposeAsync()
    {
        if (_ticker is not null)
            await _ticker.DisposeAsync();
        await _transport.DisposeAsync();
        _metrics.Dispose();
        _transportMeter.Dispose();
        _clock.Dispose();
        Engine.Dispose();
    }

    private string? ReloadPasswords()
    {
        try
        {
            _passwords?.Reload();
            return null;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            CacheLog.PasswordsKept(_log, _passwords!.Path, error.Message);
            return "the password file cannot be used";
        }
    }

    private static CacheEngineOptions EngineOptions(CacheOptions options) => new()
    {
        MemoryBytesMax = options.MemoryMiB << 20,
        ItemBytesMax = options.ItemBytesMax,
        Eviction = options.Eviction,
        EvictionEnabled = !options.EvictionDisabled,
        HashSeed = (long)SeededRandom.FreshSeed(),
    };
}
