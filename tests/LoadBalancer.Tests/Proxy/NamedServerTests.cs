using System.Net;
using System.Text;
using System.Text.Json;
using FromScratch.Hosting.Admin;
using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.TestKit;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Names whose addresses are servers, from the look-up to the client.</summary>
public sealed class NamedServerTests : IAsyncLifetime
{
    private const string Host = "app.internal";
    private readonly TestClock _clock = new();
    private readonly FakeNames _names = new();
    private readonly List<RawBackEnd> _behind = [];
    private readonly ManualResetEventSlim _release = new(initialState: true);
    private BalancerServer _balancer = null!;
    private int _port;

    private Backend Web => _balancer.Backends.Get("web");

    public ValueTask InitializeAsync()
    {
        // One port at three addresses of this machine.
        foreach (var address in (string[])["127.0.0.1", "127.0.0.2", "127.0.0.3"])
        {
            var server = new RawBackEnd(
                (request, to) =>
                    (!request.Line.Contains("/slow", StringComparison.Ordinal) || _release.Wait(TimeSpan.FromSeconds(30)))
                    && to.Send(RawBackEnd.Ok(address)),
                new IPEndPoint(IPAddress.Parse(address), _port));
            _behind.Add(server);
            _port = server.Port;
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _release.Set();
        await _balancer.DisposeAsync();
        _behind.ForEach(server => server.Dispose());
        _release.Dispose();
        _clock.Dispose();
    }

    [Fact]
    public async Task Requests_go_to_every_address_and_to_new_ones_with_the_next_look_up()
    {
        _names.Set(Host, "127.0.0.2", "127.0.0.1");
        await StartAsync();
        Assert.Equal(["127.0.0.1", "127.0.0.2"], Answers());
        _names.Set(Host, "127.0.0.3", "127.0.0.2");
        Assert.Equal(["127.0.0.1", "127.0.0.2"], Answers());
        LookUpAgain();
        Assert.Equal(["127.0.0.2", "127.0.0.3"], Answers());
        _names.Set(Host);
        LookUpAgain();
        Assert.Equal(["127.0.0.2", "127.0.0.3"], Answers());
        Assert.Equal(1, Web.LookUpsFailed);
    }

    [Fact]
    public async Task What_is_under_way_at_an_address_that_vanishes_ends_there()
    {
        _names.Set(Host, "127.0.0.1");
        await StartAsync();
        _release.Reset();
        using var client = Balancers.Connect(_balancer);
        client.Send(Balancers.Get("/slow"));
        Wellness.Until(() => _behind[0].Seen.Count == 1, "it did not come through");
        _names.Set(Host, "127.0.0.2");
        LookUpAgain();
        Assert.Equal(["127.0.0.2"], Answers());
        Assert.Equal(["app-127.0.0.1"], Web.Leaving.Select(one => one.Name));
        _release.Set();
        Assert.Equal("127.0.0.1", Reply.Read(client).Body);
        client.Send(Balancers.Get());
        Assert.Equal("127.0.0.2", Reply.Read(client).Body);
        _clock.AdvanceSeconds(1);
        Assert.Empty(Web.Leaving);
        // The backend's sums do not forget it.
        Assert.Equal(Web.Servers.Sum(one => one.Requests) + 1, _balancer.Status.Backends[0].Traffic.RequestsTotal);
    }

    [Fact]
    public async Task Who_sticks_to_an_address_stays_as_long_as_the_name_has_it()
    {
        _names.Set(Host, "127.0.0.1", "127.0.0.3");
        await StartAsync(b => b with { Sticky = new StickyConfig { Secret = "a secret of 16 or more" } });
        Reply first;
        do
            first = Balancers.Ask(_balancer, Balancers.Get());
        while (first.Body != "127.0.0.3");
        var cookie = $"Cookie: {first.Field("Set-Cookie")!.Split(';')[0]}\r\n";
        _names.Set(Host, "127.0.0.2", "127.0.0.3", "127.0.0.1");
        LookUpAgain();
        for (var i = 0; i < 5; i++)
            Assert.Equal("127.0.0.3", Balancers.Ask(_balancer, Balancers.Get(fields: cookie)).Body);
        _names.Set(Host, "127.0.0.2");
        LookUpAgain();
        Assert.Equal("127.0.0.2", Balancers.Ask(_balancer, Balancers.Get(fields: cookie)).Body);
    }

    [Fact]
    public async Task A_slow_look_up_is_not_begun_twice_and_a_reload_does_not_wait_for_its_turn()
    {
        _names.Set(Host, "127.0.0.1");
        await StartAsync();
        var held = new TaskCompletionSource();
        _names.Held = held.Task;
        LookUpAgain();
        LookUpAgain();
        Assert.Equal(2, _names.Asked);
        _names.Held = null;
        held.SetResult();
        Wellness.Until(() => Advance(0.25) && _names.Asked == 3, "the turn does not end");
        var web = _balancer.Config.Backends[0];
        var other = web.Servers[0] with { Host = "other.internal" };
        _names.Set("other.internal", "127.0.0.2");
        Assert.Null(_balancer.Apply(_balancer.Config with { Backends = [web with { Servers = [other] }] }));
        Wellness.Until(() => Advance(0.25) && Web.Servers.Count > 0, "the new name is not looked up");
        Assert.Equal(["127.0.0.2"], Answers());
    }

    [Fact]
    public async Task Addresses_that_come_and_go_cost_no_client_an_answer()
    {
        const int Rounds = 300;
        _names.Set(Host, "127.0.0.1");
        // Time leaps in this test: nothing else may depend on it.
        var none = new TimeoutConfig { HeadMs = 0, BodyMs = 0, KeepAliveMs = 0, ResponseMs = 0, ConnectMs = 0, TunnelMs = 0 };
        await StartAsync(b => b with { Retry = new RetryConfig { RetriesMax = 0 } }, l => l with { Timeouts = none });
        using var stop = new CancellationTokenSource();
        var answered = 0;
        var clients = Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
            () =>
            {
                using var client = Balancers.Connect(_balancer);
                while (!stop.IsCancellationRequested)
                {
                    client.Send(Balancers.Post("a body"));
                    Assert.Equal(200, Reply.Read(client).Status);
                    Interlocked.Increment(ref answered);
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        var over = Task.WhenAny(clients);
        for (var round = 0; round < Rounds && !over.IsCompleted; round++)
        {
            string[] all = ["127.0.0.1", "127.0.0.2", "127.0.0.3"];
            _names.Set(Host, [.. all.Where((_, i) => (1 + round % 7 & 1 << i) != 0)]);
            LookUpAgain();
            var before = Volatile.Read(ref answered);
            Wellness.Until(() => over.IsCompleted || Volatile.Read(ref answered) > before, "no request came through");
        }

        await stop.CancelAsync();
        await Task.WhenAll(clients);
        Assert.Equal(Rounds + 1, _names.Asked);
        Wellness.Until(() => Advance(0.25) && Web.Leaving.Count == 0, "servers that left are still counted");
        Assert.Equal(answered, _balancer.Status.Backends[0].Traffic.RequestsTotal);
    }

    [Fact]
    public async Task Operators_see_and_change_them_by_their_names()
    {
        _names.Set(Host, "127.0.0.1", "127.0.0.2");
        await StartAsync();
        const string Path = "/api/backends/web/servers";
        Assert.Equal(
            ["app-127.0.0.1", "app-127.0.0.2"],
            Json(Ask("GET", Path)).EnumerateArray().Select(one => one.GetProperty("name").GetString()));
        Assert.Equal(200, Ask("PATCH", Path + "/app-127.0.0.1", """{"mode": "drain"}""").Status);
        LookUpAgain();
        Assert.Equal(["127.0.0.2"], Answers());
        Assert.Equal(200, Ask("PATCH", Path + "/app-127.0.0.1", """{"mode": "ready"}""").Status);
        Assert.Equal(200, Ask("DELETE", Path + "/app-127.0.0.2").Status);
        LookUpAgain();
        Assert.Equal(["127.0.0.1"], Answers());
        Assert.Contains("each of which is a server", Text(Ask("PATCH", Path + "/app", """{"weight": 3}""")));
        Assert.Equal(409, Ask("POST", Path, """{"name": "app-127.0.0.3", "host": "127.0.0.3", "port": 1}""").Status);
        Assert.Contains("app-127.0.0.1", Text(Ask("GET", "/stats.csv")));
        Assert.Equal(200, Ask("DELETE", Path + "/app").Status);
        Assert.Empty(Web.Servers);
        Assert.Equal(201, Ask("POST", Path, $$"""{"name": "more", "host": "{{Host}}", "port": {{_port}}, "addresses": "ipv4"}""").Status);
        Wellness.Until(() => Advance(0.25) && Web.Servers.Count == 2, "it is not looked up");
        Assert.Equal(["127.0.0.1", "127.0.0.2"], Answers());
    }

    private async Task StartAsync(
        Func<BackendConfig, BackendConfig>? change = null, Func<ListenerConfig, ListenerConfig>? listener = null)
    {
        var entry = new ServerConfig { Name = "app", Host = Host, Port = _port, Addresses = AddressUse.All };
        var config = Balancers.Config(
            [1], b => (change?.Invoke(b) ?? b) with { Servers = [entry], Policy = BalancePolicy.RoundRobin }, listener);
        _balancer = await BalancerServer.StartAsync(config, _clock.Time, lookUp: _names.LookUp);
    }

    /// <summary>As often as it takes to hear from everybody.</summary>
    private IEnumerable<string> Answers() =>
        Enumerable.Range(0, 12).Select(_ => Balancers.Ask(_balancer, Balancers.Get()).Body).Distinct().Order();

    private void LookUpAgain() => Advance(15);

    private bool Advance(double seconds)
    {
        _clock.AdvanceSeconds(seconds);
        return true;
    }

    private AdminPage Ask(string method, string path, string body = "") =>
        _balancer.Answer(new AdminRequest(method, path, "", Encoding.UTF8.GetBytes(body)))!;

    private static string Text(AdminPage page) => Encoding.UTF8.GetString(page.Body.Span);

    private static JsonElement Json(AdminPage page) => JsonDocument.Parse(page.Body).RootElement;
}
