using FromScratch.Transport.Async;
using FromScratch.Transport.Connections;
using FromScratch.Transport.Stats;

namespace FromScratch.Transport.InMemory;

/// <summary>
/// Connects to sessions without sockets: the same portable driver over pairs of pipes. For tests, and for servers inside a test's process.
/// </summary>
public sealed class InMemoryTransport : IAsyncDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly ServerContext _context;
    private readonly AsyncDriver _driver;
    private readonly ITimer _ticker;

    public InMemoryTransport(
        ISessionFactory sessions, TransportOptions? options = null, TimeProvider? time = null, ITransportLog? log = null)
    {
        options ??= new TransportOptions();
        options.Validate();
        _context = new ServerContext(options, sessions, time ?? TimeProvider.System, log ?? NullTransportLog.Instance);
        _driver = new AsyncDriver(_context);
        _ticker = _context.Time.CreateTimer(
            static self => ((InMemoryTransport)self!).Tick(), this, TransportServer.TickInterval, TransportServer.TickInterval);
    }

    public LoopStats Stats => LoopStats.Sum(_context.Counters.Select(c => c.Snapshot()));

    public IReadOnlyList<ConnectionInfo> Connections() => [.. _driver.Connections()];

    /// <summary>A new connection; returns the client's end.</summary>
    /// <exception cref="InvalidOperationException"><see cref="TransportOptions.ConnectionsMax"/> connections are open.</exception>
    public Stream Connect()
    {
        if (!_context.Gate.TryEnter())
            throw new InvalidOperationException($"All {_context.Options.ConnectionsMax} connections are in use.");
        var (client, server) = DuplexPipeStream.Pair(BufferBytes);
        _driver.Adopt(server, null, null, null);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _ticker.DisposeAsync();
        await _driver.DisposeAsync();
    }

    private void Tick()
    {
        _context.RefreshClock();
        _driver.Tick();
    }
}
