using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Configurations that take each other's place while clients go on.</summary>
public sealed class ReloadTests
{
    private const int Reloads = 1_000;

    [Fact]
    public async Task A_thousand_of_them_fail_no_request_of_those_that_stay_connected()
    {
        using var one = RawBackEnd.Saying("one");
        using var two = RawBackEnd.Saying("two");
        using var three = RawBackEnd.Saying("three");
        await using var balancer = await Balancers.StartAsync([one.Port, two.Port, three.Port], Small);
        var configs = Variants(balancer.Config);
        var answered = new int[4];
        using var stop = new CancellationTokenSource();
        // Threads of their own: the pool's come too slowly for those that block.
        var clients = answered.Select((_, i) => OnAThread(() => AskOn(balancer, i, answered, stop.Token))).ToArray();
        var failed = Task.WhenAny(clients);
        for (var i = 0; i < Reloads; i++)
        {
            Assert.Null(balancer.Apply(configs[i % configs.Length]));
            if (i % 5 != 0)
                continue;
            var before = answered.Sum();
            Wellness.Until(() => failed.IsCompleted || answered.Sum() > before, "no request came through");
            if (failed.IsCompleted)
                await await failed;
        }

        await stop.CancelAsync();
        await Task.WhenAll(clients);
        Assert.All(answered, count => Assert.True(count > Reloads / 50, "a client stood still"));
        // Each is on the connection that it began with.
        Assert.Equal(4, balancer.Transport.Stats().Loops.Select((_, loop) => balancer.Listeners[0].Counters(loop).Connections).Sum());
        Assert.Null(balancer.Apply(configs[0]));
        Wellness.Until(() => balancer.Backends.Get("web").Leaving.Count == 0, "servers that left are still counted");
        Assert.Equal(0, balancer.Backends.Get("web").InFlight);
    }

    [Fact]
    public async Task Requests_that_have_begun_end_where_they_began()
    {
        using var release = new ManualResetEventSlim();
        using var old = new RawBackEnd((_, to) => release.Wait(TimeSpan.FromSeconds(30)) && to.Send(RawBackEnd.Ok("old")));
        using var next = RawBackEnd.Saying("next");
        await using var balancer = await Balancers.StartAsync([old.Port]);
        var clients = Enumerable.Range(0, 10).Select(_ => Balancers.Connect(balancer)).ToList();
        clients.ForEach(client => client.Send(Balancers.Get()));
        Wellness.Until(() => old.Seen.Count == 10, "they did not come through");
        var after = Balancers.Config([next.Port]).Backends;
        Assert.Null(balancer.Apply(balancer.Config with { Backends = after }));
        Assert.Equal("next", Balancers.Ask(balancer, Balancers.Get()).Body);
        Assert.Equal(10, Assert.Single(balancer.Backends.Get("web").Leaving).InFlight);
        release.Set();
        Assert.All(clients, client => Assert.Equal("old", Reply.Read(client).Body));
        clients.ForEach(client => client.Send(Balancers.Get()));
        Assert.All(clients, client => Assert.Equal("next", Reply.Read(client).Body));
        Wellness.Until(() => balancer.Backends.Get("web").Leaving.Count == 0, "the old server is still counted");
        clients.ForEach(client => client.Dispose());
    }

    private static Task OnAThread(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static BackendConfig Small(BackendConfig config) => config with { IdleConnectionMs = 500, Policy = BalancePolicy.RoundRobin };

    private static BalancerConfig[] Variants(BalancerConfig config)
    {
        var (web, front) = (config.Backends[0], config.Listeners[0]);
        BalancerConfig With(BackendConfig changed) => config with { Backends = [changed] };
        return
        [
            config,
            With(web with { Policy = BalancePolicy.LeastConnections }),
            With(web with { Servers = [.. web.Servers.Select((server, i) => server with { Weight = 1 + i })] }),
            With(web with { Servers = [web.Servers[1], web.Servers[2]] }),
            With(web with { HealthCheck = new HealthCheckConfig(), Outlier = new OutlierConfig { FailurePercent = 50 } }),
            With(web with { Sticky = new StickyConfig { Secret = "a secret of 16 or more" }, Policy = BalancePolicy.Hash }),
            With(web with { Servers = [.. web.Servers.Select(server => server with { Name = server.Name + "b" })] }),
            config with
            {
                Listeners = [front with { Timeouts = new TimeoutConfig { HeadMs = 20_000 }, Routes = [.. front.Routes, Named("other")] }],
                Limits = config.Limits with { FieldsMax = 50 },
            },
            With(web with { ServerRequestsMax = 1, QueueMax = 100, SlowStartMs = 1_000, Policy = BalancePolicy.PeakEwma }),
        ];
    }

    private static RouteConfig Named(string name) => new()
    {
        Name = name,
        Match = new RouteMatch { PathPrefix = "/" + name },
        Targets = [new RouteTarget("web")],
    };

    private static void AskOn(BalancerServer balancer, int index, int[] answered, CancellationToken stop)
    {
        string[] requests =
        [
            Balancers.Get(),
            Balancers.Post("a body"),
            "PUT / HTTP/1.1\r\nHost: example.com\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nchunks\r\n0\r\n\r\n",
            Balancers.Get(fields: "Cookie: fs-server=forged\r\n"),
        ];
        using var client = Balancers.Connect(balancer);
        for (var i = index; !stop.IsCancellationRequested; i++)
        {
            // The last client has two requests under way at a time.
            var pipelined = index == answered.Length - 1 ? 2 : 1;
            client.Send(string.Concat(Enumerable.Repeat(requests[i % requests.Length], pipelined)));
            for (var count = 0; count < pipelined; count++)
            {
                var reply = Reply.Read(client);
                Assert.True(reply is { Status: 200, Body: "one" or "two" or "three" }, reply.Head + reply.Body);
            }

            Interlocked.Increment(ref answered[index]);
        }
    }
}
