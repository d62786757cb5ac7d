using FromScratch.LoadBalancer.Configuration;
using FromScratch.TestKit;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Other certificates of https listeners with a reload.</summary>
public sealed class CertificateReloadTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Other_files_are_used_by_the_next_handshake_and_the_listener_stays_the_same()
    {
        using var server = RawBackEnd.Saying("x");
        var time = new TestTime();
        await using var balancer = await BalancerServer.StartAsync(Config(server, Https("main", "one.example.com")), time);
        Assert.Equal(("CN=one.example.com", "x"), await ChangingListeners.AskTlsAsync(balancer.EndPoint, "one.example.com"));
        var address = balancer.EndPoint;
        var next = balancer.Config.With(Https("main", "two.example.com", "three.example.com"));
        Assert.Null(balancer.Apply(next));
        Assert.Equal(address, balancer.EndPoint);
        foreach (var (asked, shown) in new[]
        {
            ("one.example.com", "two.example.com"), ("two.example.com", "two.example.com"), ("three.example.com", "three.example.com"),
        })
            Assert.Equal(($"CN={shown}", "x"), await ChangingListeners.AskTlsAsync(address, asked));
        Assert.Equal(4, balancer.Listeners[0].AllCounters.Sum(counters => counters.Requests));
        Assert.Null(balancer.Apply(balancer.Config.With(Https("main", "three.example.com"))));
        Assert.Equal("CN=three.example.com", (await ChangingListeners.AskTlsAsync(address, "two.example.com")).Subject);
        // New contents of files that are named now are still noticed.
        WriteCertificate("three.example.com", "four.example.com");
        time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal("CN=four.example.com", (await ChangingListeners.AskTlsAsync(address, "three.example.com")).Subject);
    }

    [Fact]
    public async Task Files_that_are_of_no_use_refuse_the_reload_and_those_before_stay()
    {
        using var server = RawBackEnd.Saying("x");
        await using var balancer = await BalancerServer.StartAsync(
            Config(server, ChangingListeners.Listener("plain"), Https("main", "one.example.com")));
        var good = balancer.Config;
        var bad = Https("main", "two.example.com");
        _directory.Write("two.example.com.pem", "rubbish");
        var path = bad.Certificates[0].CertificatePath;
        var added = ChangingListeners.Listener("added", Balancers.DeadPort());
        var reason = balancer.Apply(good.With(added, good.Listeners[0], bad));
        Assert.StartsWith($"listeners[2] (main): The certificate {path} with key ", reason);
        Assert.Same(good, balancer.Config);
        ChangingListeners.AssertRefused(added.Address);
        Assert.Equal("CN=one.example.com", (await ChangingListeners.AskTlsAsync(balancer.At("main"), "two.example.com")).Subject);
        Assert.Equal("x", ChangingListeners.Ask(balancer.At("plain")).Body);
    }

    [Fact]
    public async Task Each_listener_shows_its_own()
    {
        using var server = RawBackEnd.Saying("x");
        await using var balancer = await BalancerServer.StartAsync(
            Config(server, Https("one", "one.example.com"), Https("two", "two.example.com")));
        foreach (var name in new[] { "one.example.com", "two.example.com", "none.example.com" })
        {
            Assert.Equal("CN=one.example.com", (await ChangingListeners.AskTlsAsync(balancer.At("one"), name)).Subject);
            Assert.Equal("CN=two.example.com", (await ChangingListeners.AskTlsAsync(balancer.At("two"), name)).Subject);
        }
    }

    private static BalancerConfig Config(RawBackEnd server, params ListenerConfig[] listeners) =>
        Balancers.Config([server.Port]).With(listeners);

    private ListenerConfig Https(string name, params string[] hosts) => ChangingListeners.Listener(name, 0, ListenerProtocol.Https) with
    {
        Certificates = [.. hosts.Select(host => WriteCertificate(host, host))],
    };

    private CertificateConfig WriteCertificate(string file, string host)
    {
        var config = new CertificateConfig(_directory.File(file + ".pem"), _directory.File(file + ".key"));
        TestCertificates.WriteServer(host, config.CertificatePath, config.KeyPath);
        return config;
    }
}
