using System.Net;
using System.Net.Sockets;
using FromScratch.Hosting.Lifetime;
using FromScratch.Hosting.Metrics;
using FromScratch.Transport;

namespace FromScratch.Hosting.Admin;

/// <summary>The admin HTTP server on a port and an I/O loop of its own, so that it answers while the others are busy or draining.</summary>
internal sealed class AdminServer : IAdminEndpoint
{
    private const int ConnectionsMax = 64;
    private const int InputBytesMax = 160 * 1024; // a head and a body in chunks of one byte
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(60);

    private readonly AdminEndPoint _endPoint;
    private readonly MetricsCollector _metrics;
    private readonly TransportServer _transport;

    private AdminServer(AdminEndPoint endPoint, string name, string version, IHostedServer server, HostContext context)
    {
        _endPoint = endPoint;
        _metrics = MetricsCollector.ForHost();
        var pages = new AdminPages(name, version, server, context, _metrics);
        var options = new TransportOptions
        {
            Loops = 1,
            ConnectionsMax = ConnectionsMax,
            InputBytesMax = InputBytesMax,
            IdleTimeout = IdleTimeout,
        };
        options.EndPoints.Add(ListenEndPoint.Tcp(endPoint.Address, endPoint.Port));
        _transport = new TransportServer(options, new AdminSessionFactory(pages.ByPath(), server.Answer), context.Time);
    }

    /// <summary>An admin server that is not bound yet; none when the port is -1.</summary>
    public static IAdminEndpoint Create(AdminEndPoint endPoint, string name, string version, IHostedServer server, HostContext context) =>
        endPoint.Port < 0 ? NoAdminEndpoint.Instance : new AdminServer(endPoint, name, version, server, context);

    public async Task<EndPoint?> StartAsync()
    {
        try
        {
            await _transport.StartAsync();
        }
        catch (SocketException error)
        {
            throw new IOException($"admin address {_endPoint.Address}:{_endPoint.Port}: {error.Message}", error);
        }

        return _transport.BoundEndPoints[0];
    }

    public async ValueTask DisposeAsync()
    {
        await _transport.DisposeAsync();
        _metrics.Dispose();
    }
}
