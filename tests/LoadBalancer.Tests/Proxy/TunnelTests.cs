using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.TestKit;
using FromScratch.TestKit.Sockets;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>WebSockets, TCP listeners, TLS and the PROXY protocol.</summary>
public sealed class TunnelTests : IDisposable
{
    private static readonly byte[] LastGet = Encoding.ASCII.GetBytes(Balancers.Get(fields: "Connection: close\r\n"));
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_web_socket_passes()
    {
        var port = Balancers.DeadPort();
        var echoing = EchoAsync($"http://127.0.0.1:{port}/");
        await using var balancer = await Balancers.StartAsync(
            [port], route: r => r with { Rewrite = new RewriteConfig { Host = $"127.0.0.1:{port}" } });
        using var client = new ClientWebSocket();
        var stop = TestContext.Current.CancellationToken;
        await client.ConnectAsync(new Uri($"ws://{balancer.EndPoint}/chat"), stop);
        var buffer = new byte[100_000];
        foreach (var size in new[] { 1, 1000, 70_000 })
        {
            var message = new byte[size];
            Array.Fill(message, (byte)size);
            await client.SendAsync(message, WebSocketMessageType.Binary, true, stop);
            var received = 0;
            for (var end = false; !end;)
            {
                var result = await client.ReceiveAsync(buffer.AsMemory(received), stop);
                received += result.Count;
                end = result.EndOfMessage;
            }

            Assert.True(buffer.AsSpan(0, received).SequenceEqual(message));
        }

        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", stop);
        await echoing;
    }

    [Theory]
    [InlineData(ProxyVersion.None)]
    [InlineData(ProxyVersion.V1)]
    [InlineData(ProxyVersion.V2)]
    public async Task Tcp_passes_both_ways_and_each_side_ends_by_itself(ProxyVersion header)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var dead = Balancers.DeadPort();
        await using var balancer = await Balancers.StartAsync(
            [dead, ((IPEndPoint)listener.LocalEndpoint).Port], b => b with { SendProxy = header },
            l => l with { Protocol = ListenerProtocol.Tcp });
        using var client = new TcpClient();
        await client.ConnectAsync(balancer.EndPoint, TestContext.Current.CancellationToken);
        var port = ((IPEndPoint)client.Client.LocalEndPoint!).Port;
        var stream = client.GetStream();
        await stream.WriteAsync("hello"u8.ToArray(), TestContext.Current.CancellationToken);
        client.Client.Shutdown(SocketShutdown.Send);
        using var server = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var received = await ReadAllAsync(server.GetStream());
        Assert.EndsWith("hello", received);
        if (header == ProxyVersion.V1)
            Assert.Equal($"PROXY TCP4 127.0.0.1 127.0.0.1 {port} {balancer.EndPoint.Port}\r\nhello", received);
        if (header == ProxyVersion.V2)
            Assert.Equal(16 + 12 + 5, received.Length);
        await server.GetStream().WriteAsync("world"u8.ToArray(), TestContext.Current.CancellationToken);
        server.Client.Shutdown(SocketShutdown.Send);
        Assert.Equal("world", await ReadAllAsync(stream));
        Assert.True(SpinWait.SpinUntil(() => balancer.Backends.Get("web").InFlight == 0, TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task Tcp_connections_over_a_servers_limit_wait_in_line()
    {
        using var server = RawBackEnd.Saying("x");
        await using var balancer = await Balancers.StartAsync(
            [server.Port], b => b with { ServerRequestsMax = 1, QueueMax = 1 }, l => l with { Protocol = ListenerProtocol.Tcp });
        using var first = Balancers.Connect(balancer);
        first.Send(Balancers.Get());
        Assert.Equal("x", Reply.Read(first).Body);
        using var second = Balancers.Connect(balancer);
        second.Send(Balancers.Get());
        var web = balancer.Backends.Get("web");
        Assert.True(SpinWait.SpinUntil(() => web.Queued == 1, TimeSpan.FromSeconds(30)));
        using var third = Balancers.Connect(balancer);
        Assert.Equal("", third.ReadToEnd());
        Assert.Equal(1, web.QueueRefused);
        first.Dispose();
        Assert.Equal("x", Reply.Read(second).Body);
        Assert.Equal((0, 1), (web.Queued, web.QueuedPeak));
    }

    [Fact]
    public async Task A_proxy_in_front_says_who_the_client_is()
    {
        using var server = RawBackEnd.Saying("x");
        await using var balancer = await Balancers.StartAsync([server.Port], listener: l => l with { AcceptProxy = true });
        Balancers.Ask(balancer, "PROXY TCP4 192.0.2.7 198.51.100.1 1234 80\r\n" + Balancers.Get());
        Assert.Equal("192.0.2.7", Assert.Single(server.Seen).Field("X-Forwarded-For"));
        using var rude = Balancers.Connect(balancer);
        rude.Send(Balancers.Get());
        Assert.Equal("", rude.ReadToEnd());
    }

    [Fact]
    public async Task Tls_ends_here_with_the_certificate_for_the_name()
    {
        using var server = RawBackEnd.Saying("secret");
        var certificates = new[] { "a.example.com", "b.example.com" }.Select(name =>
        {
            var (certificate, key) = (_directory.File(name + ".pem"), _directory.File(name + ".key"));
            TestCertificates.WriteServer(name, certificate, key);
            return new CertificateConfig(certificate, key);
        }).ToList();
        await using var balancer = await Balancers.StartAsync(
            [server.Port], listener: l => l with { Protocol = ListenerProtocol.Https, Certificates = certificates });
        foreach (var (name, expected) in new[] { ("a.example.com", "a."), ("b.example.com", "b."), ("c.example.com", "a.") })
        {
            using var client = new TcpClient();
            await client.ConnectAsync(balancer.EndPoint, TestContext.Current.CancellationToken);
            await using var tls = await HandshakeAsync(client, name);
            Assert.StartsWith("CN=" + expected, tls.RemoteCertificate!.Subject);
            await tls.WriteAsync(LastGet, TestContext.Current.CancellationToken);
            Assert.EndsWith("secret", await ReadAllAsync(tls));
        }

        Assert.All(server.Seen, seen => Assert.Equal("https", seen.Field("X-Forwarded-Proto")));
    }

    [Fact]
    public async Task Tls_passes_through_by_the_name_that_is_asked_for()
    {
        using var one = RawBackEnd.Saying("one");
        using var two = RawBackEnd.Saying("two");
        await using var first = await TlsServerAsync("one.example.com", one.Port);
        await using var second = await TlsServerAsync("two.example.com", two.Port);
        BackendConfig To(string name, BalancerServer server) => new()
        {
            Name = name,
            Servers = [new ServerConfig { Name = "s", Host = "127.0.0.1", Port = server.EndPoint.Port }],
        };
        RouteConfig For(string name) => new()
        {
            Name = name,
            Match = new RouteMatch { Hosts = [name + ".example.com"] },
            Targets = [new RouteTarget(name)],
        };
        var config = Balancers.Config([1], listener: l => l with { Protocol = ListenerProtocol.Tcp, Routes = [For("one"), For("two")] });
        await using var front = await BalancerServer.StartAsync(config with { Backends = [To("one", first), To("two", second)] });
        foreach (var name in new[] { "one", "two" })
        {
            using var client = new TcpClient();
            await client.ConnectAsync(front.EndPoint, TestContext.Current.CancellationToken);
            await using var tls = await HandshakeAsync(client, name + ".example.com");
            Assert.StartsWith($"CN={name}.example.com", tls.RemoteCertificate!.Subject);
            await tls.WriteAsync(LastGet, TestContext.Current.CancellationToken);
            Assert.EndsWith(name, await ReadAllAsync(tls));
        }

        using var plain = new TextClient(front.EndPoint);
        plain.Send("GET / HTTP/1.1\r\n\r\n");
        Assert.Equal("", plain.ReadToEnd());
    }

    private Task<BalancerServer> TlsServerAsync(string name, int port)
    {
        var (certificate, key) = (_directory.File(name + ".pem"), _directory.File(name + ".key"));
        TestCertificates.WriteServer(name, certificate, key);
        return Balancers.StartAsync(
            [port], listener: l => l with { Protocol = ListenerProtocol.Https, Certificates = [new CertificateConfig(certificate, key)] });
    }

    private static async Task<SslStream> HandshakeAsync(TcpClient client, string name)
    {
        var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = name, RemoteCertificateValidationCallback = IsOurs },
            TestContext.Current.CancellationToken);
        return tls;
    }

    /// <summary>Signed by itself, so that only its name can be looked at.</summary>
    private static bool IsOurs(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate?.Subject.Contains(".example.com", StringComparison.Ordinal) == true;

    private static async Task<string> ReadAllAsync(Stream stream)
    {
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, TestContext.Current.CancellationToken);
        return Encoding.Latin1.GetString(all.ToArray());
    }

    private static async Task EchoAsync(string prefix)
    {
        using var server = new HttpListener();
        server.Prefixes.Add(prefix);
        server.Start();
        var context = await server.GetContextAsync();
        using var socket = (await context.AcceptWebSocketAsync(null)).WebSocket;
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), CancellationToken.None);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "bye", CancellationToken.None);
                return;
            }

            await socket.SendAsync(
                new ArraySegment<byte>(buffer, 0, result.Count), result.MessageType, result.EndOfMessage, CancellationToken.None);
        }
    }
}
