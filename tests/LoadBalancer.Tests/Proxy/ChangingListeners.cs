using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.TestKit.Sockets;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Configurations with several listeners, and clients for them.</summary>
internal static class ChangingListeners
{
    public static ListenerConfig Listener(string name, int port = 0, ListenerProtocol protocol = ListenerProtocol.Http) => new()
    {
        Name = name,
        Protocol = protocol,
        Address = new IPEndPoint(IPAddress.Loopback, port),
        Routes = [new RouteConfig { Name = "all", Targets = [new RouteTarget("web")] }],
    };

    public static BalancerConfig With(this BalancerConfig config, params ListenerConfig[] listeners) =>
        config with { Listeners = listeners };

    /// <summary>Where the listener of this name is.</summary>
    public static IPEndPoint At(this BalancerServer balancer, string name) =>
        (IPEndPoint)balancer.Listeners.Single(listener => listener.Name == name).Address;

    public static TextClient Connect(this BalancerServer balancer, string name) => new(balancer.At(name));

    public static Reply Ask(IPEndPoint address, string path = "/")
    {
        using var client = new TextClient(address);
        client.Send(Balancers.Get(path));
        return Reply.Read(client);
    }

    public static void AssertRefused(IPEndPoint address) => Assert.Equal(
        SocketError.ConnectionRefused, Assert.ThrowsAny<SocketException>(() => new TextClient(address)).SocketErrorCode);

    /// <summary>A handshake and one request; the subject of the certificate and the answer.</summary>
    public static async Task<(string Subject, string Answer)> AskTlsAsync(IPEndPoint address, string name)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address);
        await using var tls = new SslStream(new NetworkStream(socket));
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = name,
            EnabledSslProtocols = SslProtocols.None,
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
        });
        await tls.WriteAsync("GET / HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(tls);
        var answer = await reader.ReadToEndAsync();
        return (tls.RemoteCertificate!.Subject, answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
    }
}
