using System.Net;
using System.Net.Sockets;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>A port that is known before what it leads to: bytes both ways.</summary>
internal sealed class RelayPort : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public RelayPort() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void LeadTo(int port) => _ = RunAsync(port);

    public void Dispose() => _listener.Dispose();

    private async Task RunAsync(int port)
    {
        try
        {
            while (true)
            {
                var from = await _listener.AcceptTcpClientAsync();
                var to = new TcpClient();
                await to.ConnectAsync(IPAddress.Loopback, port);
                _ = CopyAsync(from, to);
                _ = CopyAsync(to, from);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }

    private static async Task CopyAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream());
            to.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            to.Dispose();
        }
    }
}
