using System.Net;
using System.Net.Sockets;
using System.Text;
using FromScratch.Hosting.Admin;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.TestKit;
using FromScratch.TestKit.Sockets;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Listeners that a reload brings, takes and changes.</summary>
public sealed class ListenerReloadTests
{
    [Fact]
    public async Task One_is_added_and_removed_and_the_pages_show_exactly_those_that_are_there()
    {
        using var server = RawBackEnd.Saying("x");
        await using var balancer = await Balancers.StartAsync([server.Port]);
        var alone = balancer.Config;
        Assert.Equal("x", ChangingListeners.Ask(balancer.At("main")).Body);
        Assert.Null(balancer.Apply(alone.With(alone.Listeners[0], ChangingListeners.Listener("extra"))));
        var extra = balancer.At("extra");
        Assert.Equal([balancer.At("main"), extra], balancer.BoundEndPoints);
        Assert.Equal("x", ChangingListeners.Ask(extra).Body);
        AssertShown(balancer, "extra", true);
        Assert.Null(balancer.Apply(alone));
        ChangingListeners.AssertRefused(extra);
        AssertShown(balancer, "extra", false);
        Assert.Equal("x", ChangingListeners.Ask(balancer.At("main")).Body);
        Assert.Equal(2, balancer.Listeners[0].AllCounters.Sum(counters => counters.Requests));
        Assert.Null(balancer.Apply(alone.With(alone.Listeners[0], ChangingListeners.Listener("extra"))));
        Assert.Equal(0, balancer.Listeners[1].AllCounters.Sum(counters => counters.Requests));
        // A total of the process never goes back.
        var status = balancer.Status;
        Assert.Equal((1, 2), (status.RequestsOfGone, status.Listeners.Sum(listener => listener.Traffic.RequestsTotal)));
    }

    [Fact]
    public async Task One_gets_another_address_and_what_is_under_way_at_the_old_one_ends_with_a_close()
    {
        using var release = new SemaphoreSlim(0);
        using var server = new RawBackEnd((request, to) =>
        {
            if (request.Line.Contains("wait"))
                release.Wait(TimeSpan.FromSeconds(30));
            return to.Send(RawBackEnd.Ok("done"));
        });
        await using var balancer = await Balancers.StartAsync([server.Port]);
        var old = balancer.At("main");
        using var busy = Balancers.Connect(balancer);
        using var idle = Balancers.Connect(balancer);
        using var silent = Balancers.Connect(balancer);
        idle.Send(Balancers.Get());
        Assert.Null(Reply.Read(idle).Field("Connection"));
        busy.Send(Balancers.Get("/wait"));
        Wellness.Until(() => server.Seen.Count == 2 && balancer.Listeners[0].Connections == 3, "they did not come through");
        Assert.Null(balancer.Apply(balancer.Config.With(ChangingListeners.Listener("main", Balancers.DeadPort()))));
        Assert.NotEqual(old, balancer.At("main"));
        ChangingListeners.AssertRefused(old);
        Assert.Equal("done", ChangingListeners.Ask(balancer.At("main")).Body);
        // Who has had an answer is sent away; who has had none gets one.
        Assert.Equal("", idle.ReadToEnd());
        silent.Send(Balancers.Get());
        Assert.Equal(("done", "close"), (Reply.Read(silent) is var late ? late.Body : "", late.Field("Connection")));
        Assert.Equal("", silent.ReadToEnd());
        release.Release();
        Assert.Equal(("done", "close"), (Reply.Read(busy) is var reply ? reply.Body : "", reply.Field("Connection")));
        Assert.Equal("", busy.ReadToEnd());
        Assert.Equal(1, balancer.Listeners[0].AllCounters.Sum(counters => counters.Requests));
    }

    [Fact]
    public async Task One_gets_an_address_that_covers_its_own_and_back_with_one_reload_each()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "ports are shared on Linux only");
        using var server = RawBackEnd.Saying("x");
        await using var balancer = await Balancers.StartAsync([server.Port]);
        var exact = balancer.EndPoint;
        var main = balancer.Config.Listeners[0] with { Address = exact };
        var any = main with { Address = new IPEndPoint(IPAddress.Any, exact.Port) };
        // Both at once cannot be: they could not be opened at the next start.
        Assert.StartsWith("listeners[1] (any): cannot listen", balancer.Apply(balancer.Config.With(main, any with { Name = "any" })));
        Assert.StartsWith("listeners[0] (any): cannot listen", balancer.Apply(balancer.Config.With(any with { Name = "any" }, main)));
        foreach (var next in (ListenerConfig[])[any, main, any])
        {
            using var client = new TextClient(exact);
            client.Send(Balancers.Get());
            Assert.Equal("x", Reply.Read(client).Body);
            Assert.Null(balancer.Apply(balancer.Config.With(next)));
            Assert.Equal(next.Address, balancer.At("main"));
            Assert.Equal("x", ChangingListeners.Ask(exact).Body);
            Assert.Equal("", client.ReadToEnd());
        }
    }

    [Fact]
    public async Task One_that_gets_another_name_begins_anew_on_the_same_socket()
    {
        using var server = RawBackEnd.Saying("x");
        await using var balancer = await Balancers.StartAsync([server.Port]);
        var address = balancer.At("main");
        using var client = Balancers.Connect(balancer);
        client.Send(Balancers.Get());
        Assert.Equal("x", Reply.Read(client).Body);
        var before = balancer.Config;
        var after = before.With(before.Listeners[0] with { Name = "other" });
        Assert.Null(balancer.Apply(after));
        Assert.Equal(address, balancer.At("other"));
        Assert.Equal("", client.ReadToEnd());
        Assert.Equal("x", ChangingListeners.Ask(address).Body);
        Assert.Equal(1, balancer.Listeners[0].AllCounters.Sum(counters => counters.Requests));
        Assert.Equal(
            [ConfigChangeKind.ListenerAdded, ConfigChangeKind.ListenerRemoved],
            ConfigChanges.Between(before, after).Select(change => change.Kind));
    }

    [Fact]
    public async Task Two_swap_their_addresses()
    {
        using var server = RawBackEnd.Saying("x");
        var (one, two) = (Balancers.DeadPort(), Balancers.DeadPort());
        await using var balancer = await BalancerServer.StartAsync(
            Balancers.Config([server.Port]).With(ChangingListeners.Listener("a", one), ChangingListeners.Listener("b", two)));
        Assert.Null(balancer.Apply(balancer.Config.With(ChangingListeners.Listener("a", two), ChangingListeners.Listener("b", one))));
        Assert.Equal((two, one), (balancer.At("a").Port, balancer.At("b").Port));
        Assert.Equal("x", ChangingListeners.Ask(balancer.At("a")).Body);
        Assert.Equal((1, 0), (Requests(balancer, 0), Requests(balancer, 1)));
    }

    [Fact]
    public async Task The_protocol_goes_from_http_to_https_to_tcp_and_back_on_one_port()
    {
        using var directory = new TempDirectory();
        var certificate = new CertificateConfig(directory.File("site.pem"), directory.File("site.key"));
        TestCertificates.WriteServer("site.example.com", certificate.CertificatePath, certificate.KeyPath);
        using var server = RawBackEnd.Saying("x");
        await using var balancer = await Balancers.StartAsync([server.Port]);
        var (address, http) = (balancer.At("main"), balancer.Config);
        var https = ChangingListeners.Listener("main", 0, ListenerProtocol.Https) with { Certificates = [certificate] };
        for (var round = 0; round < 3; round++)
        {
            Assert.Null(balancer.Apply(http.With(https)));
            Assert.Equal(("CN=site.example.com", "x"), await ChangingListeners.AskTlsAsync(address, "site.example.com"));
            Assert.Null(balancer.Apply(http.With(ChangingListeners.Listener("main", 0, ListenerProtocol.Tcp))));
            var seen = server.Seen.Count;
            Assert.Equal("x", ChangingListeners.Ask(address).Body);
            Assert.DoesNotContain("X-Forwarded", server.Seen.ElementAt(seen).Head, StringComparison.Ordinal);
            Assert.Null(balancer.Apply(http));
            Assert.Equal("x", ChangingListeners.Ask(address).Body);
            Assert.Contains("X-Forwarded-Proto: http\r\n", server.Seen.Last().Head, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_address_that_cannot_be_bound_refuses_the_reload_and_all_stays()
    {
        using var directory = new TempDirectory();
        using var server = RawBackEnd.Saying("x");
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var path = directory.Write("lb.json", FileWith(server.Port, ("main", 0)));
        await using var balancer = BalancerServer.Create(new BalancerOptions { Config = path }, TimeProvider.System, NoLog);
        await balancer.StartAsync(TestContext.Current.CancellationToken);
        var free = Balancers.DeadPort();
        directory.Write("lb.json", FileWith(server.Port, ("main", 0), ("free", free), ("taken", ((IPEndPoint)taken.LocalEndpoint).Port)));
        var reason = $"listeners[2] (taken): cannot listen on {taken.LocalEndpoint}: ";
        Assert.StartsWith(reason, balancer.Reload());
        var answer = balancer.Answer(new AdminRequest("POST", "/api/reload", "", default))!;
        Assert.Equal(409, answer.Status);
        Assert.Contains(reason, Encoding.UTF8.GetString(answer.Body.Span), StringComparison.Ordinal);
        Assert.Equal("main", Assert.Single(balancer.Config.Listeners).Name);
        Assert.Equal("x", ChangingListeners.Ask(balancer.EndPoint).Body);
        ChangingListeners.AssertRefused(new IPEndPoint(IPAddress.Loopback, free));
        taken.Stop();
        Assert.Null(balancer.Reload());
        Assert.Equal("x", ChangingListeners.Ask(balancer.At("taken")).Body);
    }

    [Fact]
    public async Task A_tcp_connection_outlives_its_listener()
    {
        using var server = RawBackEnd.Saying("x");
        await using var balancer = await Balancers.StartAsync([server.Port], listener: l => l with { Protocol = ListenerProtocol.Tcp });
        using var client = Balancers.Connect(balancer);
        client.Send(Balancers.Get());
        Assert.Equal("x", Reply.Read(client).Body);
        var gone = balancer.Listeners[0];
        Assert.Null(balancer.Apply(balancer.Config.With(ChangingListeners.Listener("other", Balancers.DeadPort()))));
        ChangingListeners.AssertRefused((IPEndPoint)gone.Address);
        for (var i = 0; i < 3; i++)
        {
            client.Send(Balancers.Get());
            Assert.Equal("x", Reply.Read(client).Body);
        }

        Assert.Equal(1, gone.Connections);
        client.Dispose();
        Wellness.Until(() => gone.Connections == 0, "its end was not noticed");
    }

    [Fact]
    public async Task Connections_that_wait_in_the_kernel_of_a_removed_listener_are_served()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "it is the epoll loop that is held");
        using var server = RawBackEnd.Saying("x");
        using var time = new HoldingTime();
        await using var balancer = new BalancerServer(
            Balancers.Config([server.Port]).With(ChangingListeners.Listener("main"), ChangingListeners.Listener("gone")), time, loops: 1);
        await balancer.StartAsync(TestContext.Current.CancellationToken);
        using var holder = balancer.Connect("main");
        holder.Send(Balancers.Get());
        Assert.Equal("x", Reply.Read(holder).Body);
        time.Hold(() => holder.Send(Balancers.Get()));
        var gone = balancer.At("gone");
        var waiting = Enumerable.Range(0, 20).Select(_ => new TextClient(gone)).ToList();
        Assert.Null(balancer.Apply(balancer.Config.With(balancer.Config.Listeners[0])));
        ChangingListeners.AssertRefused(gone);
        time.Release();
        waiting.ForEach(client => client.Send(Balancers.Get()));
        var replies = waiting.ConvertAll(client => Reply.Read(client));
        Assert.All(replies, reply => Assert.Equal(("x", "close"), (reply.Body, reply.Field("Connection"))));
        waiting.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task The_number_of_connections_changes_and_a_server_that_drains_is_not_changed_any_more()
    {
        using var server = RawBackEnd.Saying("x");
        await using var balancer = await Balancers.StartAsync([server.Port]);
        var config = balancer.Config;
        using var first = Balancers.Connect(balancer);
        first.Send(Balancers.Get());
        Assert.Equal("x", Reply.Read(first).Body);
        Assert.Null(balancer.Apply(config with { Limits = config.Limits with { ConnectionsMax = 1 } }));
        using (var second = Balancers.Connect(balancer))
            Assert.Equal("", second.ReadToEnd());
        Assert.Equal(1, balancer.Transport.Stats().ConnectionsMax);
        Assert.Null(balancer.Apply(config));
        using var third = Balancers.Connect(balancer);
        third.Send(Balancers.Get());
        Assert.Equal("x", Reply.Read(third).Body);
        await balancer.DrainAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("the server does not run", balancer.Apply(config));
    }

    private static Microsoft.Extensions.Logging.ILogger NoLog => Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    private static long Requests(BalancerServer balancer, int index) =>
        balancer.Listeners[index].AllCounters.Sum(counters => counters.Requests);

    private static void AssertShown(BalancerServer balancer, string name, bool isShown)
    {
        foreach (var path in new[] { "/stats", "/stats.json", "/stats.csv", "/api/status", "/api/config" })
        {
            var body = Encoding.UTF8.GetString(balancer.Answer(new AdminRequest("GET", path, "", default))!.Body.Span);
            Assert.Equal((path, isShown), (path, body.Contains(name, StringComparison.Ordinal)));
            Assert.Contains("main", body, StringComparison.Ordinal);
        }
    }

    private static string FileWith(int server, params (string Name, int Port)[] listeners)
    {
        var all = listeners.Select(one => $$"""
            { "name": "{{one.Name}}", "address": "http://127.0.0.1:{{one.Port}}", "routes": [{ "name": "all", "targets": ["web"] }] }
            """);
        return $$"""
            { "listeners": [{{string.Join(',', all)}}], "backends": [{ "name": "web", "servers": ["127.0.0.1:{{server}}"] }] }
            """;
    }

    /// <summary>The system's, but the I/O loop that asks it can be held.</summary>
    private sealed class HoldingTime : TimeProvider, IDisposable
    {
        private readonly ManualResetEventSlim _held = new();
        private readonly ManualResetEventSlim _released = new(true);

        public override long GetTimestamp()
        {
            if (!_released.IsSet && Thread.CurrentThread.Name == "io-0")
            {
                _held.Set();
                _released.Wait(TimeSpan.FromSeconds(30));
            }

            return base.GetTimestamp();
        }

        /// <summary>Returns when it stands, over something that it is made to do.</summary>
        public void Hold(Action over)
        {
            _released.Reset();
            over();
            Assert.True(_held.Wait(TimeSpan.FromSeconds(30)));
        }

        public void Release() => _released.Set();

        public void Dispose()
        {
            _held.Dispose();
            _released.Dispose();
        }
    }
}
