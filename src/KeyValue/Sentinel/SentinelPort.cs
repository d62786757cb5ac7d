using System.Net;
using FromScratch.KeyValue.Session;
using FromScratch.Transport;

namespace FromScratch.KeyValue.Sentinel;

/// <summary>The port on which clients of Redis Sentinel find the group's leader, unchanged.</summary>
internal sealed class SentinelPort : IAsyncDisposable
{
    private const int ConnectionsMax = 4096;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);
    private readonly TransportServer _transport;
    private readonly SentinelContext _context;
    private readonly TimeProvider _time;
    private ITimer? _timer;

    private SentinelPort(KeyValueContext context, TransportOptions transport, TimeProvider time, ITransportLog log)
    {
        _context = new SentinelContext(
            context.Options.GroupName, () => SentinelView.Of(context.Store.Group?.Status), context.Users, context.Store.Gate);
        _time = time;
        _transport = new TransportServer(transport, new SentinelSessionFactory(_context), time, log);
    }

    public IPEndPoint EndPoint => _transport.BoundEndPoints.OfType<IPEndPoint>().First();

    /// <summary>Null = none is wanted.</summary>
    public static async Task<SentinelPort?> StartAsync(KeyValueContext context, TimeProvider time, ITransportLog log)
    {
        var options = context.Options;
        if (options.SentinelPort == 0 && options.SentinelTlsPort == 0)
            return null;
        var transport = new TransportOptions { Loops = 1, ConnectionsMax = ConnectionsMax };
        KeyValueTransport.Listen(transport, options, options.SentinelPort == 0 ? null : options.SentinelPort, options.SentinelTlsPort);
        var port = new SentinelPort(context, transport, time, log);
        await port._transport.StartAsync();
        port._context.Port = port.EndPoint.Port;
        port._timer = time.CreateTimer(static state => ((SentinelContext)state!).Poll(), port._context, PollInterval, PollInterval);
        return port;
    }

    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
            await _timer.DisposeAsync();
        await _transport.DisposeAsync();
    }
}
