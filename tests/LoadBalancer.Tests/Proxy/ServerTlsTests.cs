using FromScratch.LoadBalancer.Configuration;
using FromScratch.TestKit;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Servers that are asked over TLS; a balancer that ends TLS stands for them.</summary>
public sealed class ServerTlsTests : IDisposable
{
    private const string Name = "inner.example.com";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeoutConfig Hasty = new() { ConnectMs = 300 };
    private readonly TempDirectory _directory = new();

    private string Certificate => _directory.File("inner.pem");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Requests_and_bodies_pass_and_connections_are_kept()
    {
        using var server = new RawBackEnd((seen, to) => to.Send(RawBackEnd.Ok($"{seen.Field("X-Forwarded-Proto")} {seen.Body}")));
        await using var inner = await InnerAsync(server.Port);
        await using var outer = await OuterAsync(inner, Trusting());
        using var client = Balancers.Connect(outer);
        var large = new string('x', 300_000);
        foreach (var body in new[] { "small", large, "small again" })
        {
            client.Send(Balancers.Post(body));
            Assert.Equal("https " + body, Reply.Read(client).Body);
        }

        Assert.Equal(1, outer.Backends.Get("web").Servers[0].Totals().ConnectionsMade);
    }

    [Theory]
    [InlineData("another.example.com", true)]
    [InlineData(Name, false)]
    public async Task A_server_whose_certificate_is_not_right_counts_as_out_of_reach(string name, bool knowsAuthority)
    {
        using var server = RawBackEnd.Saying("x");
        await using var inner = await InnerAsync(server.Port);
        var other = _directory.File("other.pem");
        TestCertificates.WriteServer(Name, other, _directory.File("other.key"));
        var tls = new ServerTlsConfig { ServerName = name, CaPath = knowsAuthority ? Certificate : other };
        await using var outer = await OuterAsync(inner, tls);
        var reply = Balancers.Ask(outer, Balancers.Post("x"));
        Assert.Equal((502, "connect-failed"), (reply.Status, reply.Field("X-Balancer-Reason")));
        Assert.Empty(server.Seen);
        await using var careless = await OuterAsync(inner, new ServerTlsConfig { Verify = false });
        Assert.Equal("x", Balancers.Ask(careless, Balancers.Get()).Body);
    }

    [Fact]
    public async Task A_server_that_speaks_no_tls_counts_as_out_of_reach()
    {
        using var server = RawBackEnd.Saying("x");
        // It waits for the end of a head that does not come.
        await using var outer = await Balancers.StartAsync(
            [server.Port], b => b with { Tls = new ServerTlsConfig { Verify = false } }, l => l with { Timeouts = Hasty });
        Assert.Equal("connect-timeout", Balancers.Ask(outer, Balancers.Get()).Field("X-Balancer-Reason"));
    }

    [Fact]
    public async Task The_proxy_header_comes_before_the_handshake()
    {
        using var server = RawBackEnd.Saying("x");
        await using var inner = await InnerAsync(server.Port);
        // Who reads the header hands the rest to the server that speaks TLS.
        await using var reader = await Balancers.StartAsync(
            [inner.EndPoint.Port], listener: l => l with { Protocol = ListenerProtocol.Tcp, AcceptProxy = true });
        await using var outer = await OuterAsync(reader, Trusting(), b => b with { SendProxy = ProxyVersion.V2 });
        Assert.Equal("x", Balancers.Ask(outer, Balancers.Get()).Body);
    }

    [Fact]
    public async Task Plain_tcp_goes_out_over_tls()
    {
        using var server = RawBackEnd.Saying("x");
        await using var inner = await InnerAsync(server.Port);
        await using var outer = await OuterAsync(inner, Trusting(), listener: l => l with { Protocol = ListenerProtocol.Tcp });
        Assert.Equal("x", Balancers.Ask(outer, Balancers.Get()).Body);
    }

    [Theory]
    [InlineData(CheckKind.Http)]
    [InlineData(CheckKind.Tcp)]
    public async Task Checks_go_over_tls_too(CheckKind kind)
    {
        using var server = RawBackEnd.Saying("x");
        await using var inner = await InnerAsync(server.Port);
        var check = new HealthCheckConfig { Kind = kind, IntervalMs = 100, FastIntervalMs = 100, DownIntervalMs = 100 };
        await using var outer = await OuterAsync(inner, Trusting(), b => b with { HealthCheck = check });
        await using var distrustful = await OuterAsync(
            inner, new ServerTlsConfig { ServerName = "another.example.com", CaPath = Certificate }, b => b with { HealthCheck = check });
        var (good, bad) = (outer.Backends.Get("web").Servers[0], distrustful.Backends.Get("web").Servers[0]);
        Assert.True(SpinWait.SpinUntil(() => good.Check.Last is not null && bad.Check.Last is not null, Patience));
        // On a busy machine a check of the good one may come too late, and the next one brings it back.
        Assert.True(SpinWait.SpinUntil(() => good.IsUp && !bad.IsUp, Patience));
    }

    [Fact]
    public async Task A_reload_from_the_clear_to_tls_uses_no_connection_of_before()
    {
        using var plain = RawBackEnd.Saying("plain");
        using var server = RawBackEnd.Saying("secret");
        await using var inner = await InnerAsync(server.Port);
        var config = Balancers.Config([plain.Port]);
        var other = new BackendConfig { Name = "other", Servers = [Server(inner)], Tls = Trusting() };
        var routes = new[] { new RouteConfig { Name = "all", Targets = [new RouteTarget("web"), new RouteTarget("other", 0)] } };
        var listener = config.Listeners[0] with { Routes = routes, Timeouts = Hasty };
        config = config with { Listeners = [listener], Backends = [config.Backends[0], other] };
        await using var outer = await BalancerServer.StartAsync(config);
        Assert.Equal("plain", Balancers.Ask(outer, Balancers.Get()).Body);
        var secured = config.Backends[0] with { Tls = new ServerTlsConfig { Verify = false } };
        Assert.Null(outer.Apply(config with { Backends = [secured, other] }));
        Assert.Equal("connect-timeout", Balancers.Ask(outer, Balancers.Get()).Field("X-Balancer-Reason"));
        Assert.Single(plain.Seen);
    }

    [Theory]
    [InlineData(ListenerProtocol.Http)]
    [InlineData(ListenerProtocol.Tcp)]
    public async Task The_first_backend_with_tls_comes_and_goes_with_a_reload(ListenerProtocol protocol)
    {
        using var plain = RawBackEnd.Saying("plain");
        using var server = RawBackEnd.Saying("secret");
        await using var inner = await InnerAsync(server.Port);
        var config = Balancers.Config([plain.Port], listener: l => l with { Protocol = protocol });
        var secured = config with { Backends = [config.Backends[0] with { Servers = [Server(inner)], Tls = Trusting() }] };
        await using var outer = await BalancerServer.StartAsync(config);
        var address = outer.EndPoint;
        for (var round = 1; round <= 3; round++)
        {
            Assert.Equal("plain", Balancers.Ask(outer, Balancers.Get()).Body);
            Assert.Null(outer.Apply(secured));
            Assert.Equal("secret", Balancers.Ask(outer, Balancers.Get()).Body);
            Assert.Null(outer.Apply(config));
            Assert.Equal(address, outer.EndPoint);
            // It is the same listener all the time.
            Assert.Equal(2 * round, outer.Listeners[0].AllCounters.Sum(counters => counters.Requests));
        }
    }

    [Fact]
    public async Task A_file_of_authorities_that_is_missing_refuses_a_start_and_a_reload()
    {
        using var server = RawBackEnd.Saying("x");
        var config = Balancers.Config([server.Port]);
        var missing = config with { Backends = [config.Backends[0] with { Tls = new ServerTlsConfig { CaPath = "/no/such.pem" } }] };
        var error = await Assert.ThrowsAsync<IOException>(() => BalancerServer.StartAsync(missing));
        Assert.StartsWith("backends[0].tls.caPath: /no/such.pem cannot be read: ", error.Message);
        await using var outer = await BalancerServer.StartAsync(config);
        Assert.Equal(error.Message, outer.Apply(missing));
        Assert.Equal("x", Balancers.Ask(outer, Balancers.Get()).Body);
    }

    private static ServerConfig Server(BalancerServer inner) => new() { Name = "inner", Host = "127.0.0.1", Port = inner.EndPoint.Port };

    private static Task<BalancerServer> OuterAsync(
        BalancerServer inner, ServerTlsConfig tls, Func<BackendConfig, BackendConfig>? backend = null,
        Func<ListenerConfig, ListenerConfig>? listener = null) =>
        Balancers.StartAsync([inner.EndPoint.Port], b => (backend?.Invoke(b) ?? b) with { Tls = tls }, listener);

    private ServerTlsConfig Trusting() => new() { ServerName = Name, CaPath = Certificate };

    private Task<BalancerServer> InnerAsync(int port)
    {
        var key = _directory.File("inner.key");
        if (!File.Exists(key))
            TestCertificates.WriteServer(Name, Certificate, key);
        return Balancers.StartAsync([port], listener: l => l with
        {
            Protocol = ListenerProtocol.Https,
            Certificates = [new CertificateConfig(Certificate, key)],
        });
    }
}
