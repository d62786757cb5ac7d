using System.Text;
using FromScratch.Hosting.Admin;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.TestKit.Sockets;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Queues, limits, and changes while requests run.</summary>
public sealed class LoadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Requests_over_a_servers_limit_wait_in_line_and_too_many_are_refused()
    {
        using var release = new SemaphoreSlim(0);
        using var server = new RawBackEnd((request, to) =>
        {
            release.Wait();
            return to.Send(RawBackEnd.Ok(request.Line.Split(' ')[1]));
        });
        await using var balancer = await Balancers.StartAsync([server.Port], b => b with { ServerRequestsMax = 1, QueueMax = 4 });
        var clients = new List<TextClient>();
        for (var i = 0; i < 3; i++)
        {
            clients.Add(Balancers.Connect(balancer));
            clients[^1].Send(Balancers.Get($"/{i}"));
            var waiting = i;
            Assert.True(SpinWait.SpinUntil(
                () => server.Seen.Count == 1 && balancer.Backends.Get("web").Queued == waiting, Patience));
        }

        release.Release(3);
        for (var i = 0; i < 3; i++)
            Assert.Equal($"/{i}", Reply.Read(clients[i]).Body);
        clients.ForEach(client => client.Dispose());
        Assert.Equal(0, balancer.Backends.Get("web").InFlight);
    }

    [Fact]
    public async Task Who_finds_the_line_full_or_waits_too_long_is_told()
    {
        using var server = new RawBackEnd((_, _) => true);
        await using var balancer = await Balancers.StartAsync(
            [server.Port], b => b with { ServerRequestsMax = 1, QueueMax = 0 },
            l => l with { Timeouts = new TimeoutConfig { ResponseMs = 0 } });
        using var first = Balancers.Connect(balancer);
        first.Send(Balancers.Get());
        Assert.True(SpinWait.SpinUntil(() => server.Seen.Count == 1, Patience));
        var full = Balancers.Ask(balancer, Balancers.Get());
        Assert.Equal((503, "queue-full"), (full.Status, full.Field("X-Balancer-Reason")));

        Assert.Null(balancer.Apply(balancer.Config with
        {
            Backends = [balancer.Config.Backends[0] with { QueueMax = 10, QueueTimeoutMs = 300 }],
        }));
        var late = Balancers.Ask(balancer, Balancers.Get());
        Assert.Equal((503, "queue-timeout"), (late.Status, late.Field("X-Balancer-Reason")));
    }

    [Fact]
    public async Task The_breaker_and_the_rate_limit_answer_at_once()
    {
        using var server = new RawBackEnd((request, to) => request.Line.Contains("hang") || to.Send(RawBackEnd.Ok("x")));
        await using var balancer = await Balancers.StartAsync([server.Port], b => b with { RequestsMax = 1 });
        using (var first = Balancers.Connect(balancer))
        {
            first.Send(Balancers.Get("/hang"));
            Assert.True(SpinWait.SpinUntil(() => server.Seen.Count == 1, Patience));
            Assert.Equal("breaker-open", Balancers.Ask(balancer, Balancers.Get()).Field("X-Balancer-Reason"));
        }

        await using var limited = await Balancers.StartAsync([server.Port], route: r => r with { RateLimit = new RateLimitConfig(0.1, 2) });
        Assert.Equal([200, 200, 429], Enumerable.Range(0, 3).Select(_ => Balancers.Ask(limited, Balancers.Get()).Status));
        Assert.InRange(int.Parse(Balancers.Ask(limited, Balancers.Get()).Field("Retry-After")!, null), 1, 10);
    }

    [Fact]
    public async Task Reloads_under_load_fail_nobody()
    {
        using var one = RawBackEnd.Saying("one");
        using var two = RawBackEnd.Saying("two");
        await using var balancer = await Balancers.StartAsync([one.Port]);
        var (before, after) = (balancer.Config, Balancers.Config([two.Port]));
        after = after with { Listeners = [before.Listeners[0] with { Routes = after.Listeners[0].Routes }] };
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 4).Select(_ => Task.Run(() => Count(balancer, stop.Token))).ToArray();
        var failed = Task.WhenAny(clients);
        for (var i = 0; i < 300 || one.Seen.Count < 100 || two.Seen.Count < 100; i++)
        {
            Assert.Null(balancer.Apply(i % 2 == 0 ? after : before));
            if (failed.IsCompleted)
                await await failed;
        }

        await stop.CancelAsync();
        var answered = (await Task.WhenAll(clients)).Sum();
        Assert.Equal(answered, one.Seen.Count + two.Seen.Count);
    }

    [Fact]
    public async Task Servers_are_added_drained_and_removed_while_it_runs()
    {
        using var one = RawBackEnd.Saying("one");
        using var two = RawBackEnd.Saying("two");
        await using var balancer = await Balancers.StartAsync([one.Port]);
        Assert.Equal(201, Api(balancer, "POST", "", $"{{\"name\": \"new\", \"host\": \"127.0.0.1\", \"port\": {two.Port}}}"));
        Assert.Equal(409, Api(balancer, "POST", "", $"{{\"name\": \"new\", \"host\": \"127.0.0.1\", \"port\": {two.Port}}}"));
        Assert.Equal(200, Api(balancer, "PATCH", "/s1", "{\"mode\": \"drain\"}"));
        Assert.Equal("two", Balancers.Ask(balancer, Balancers.Get()).Body);
        Assert.Equal(200, Api(balancer, "PATCH", "/s1", "{\"mode\": \"ready\", \"weight\": 3}"));
        Assert.Equal(200, Api(balancer, "DELETE", "/new", ""));
        Assert.Equal(404, Api(balancer, "DELETE", "/new", ""));
        Assert.Equal("one", Balancers.Ask(balancer, Balancers.Get()).Body);
        Assert.Equal(3, balancer.Backends.Get("web").Find("s1")!.Weight);
    }

    [Fact]
    public async Task A_drain_lets_what_is_under_way_end_and_sends_clients_away()
    {
        using var release = new ManualResetEventSlim();
        using var server = new RawBackEnd((_, to) =>
        {
            release.Wait();
            return to.Send(RawBackEnd.Ok("done"));
        });
        await using var balancer = await Balancers.StartAsync([server.Port]);
        using var client = Balancers.Connect(balancer);
        client.Send(Balancers.Get());
        Assert.True(SpinWait.SpinUntil(() => server.Seen.Count == 1, Patience));
        var draining = balancer.DrainAsync(Patience);
        Assert.True(SpinWait.SpinUntil(() => balancer.Listeners[0].IsDraining, Patience));
        release.Set();
        Assert.Equal("done", Reply.Read(client).Body);
        await draining;
        Assert.Equal("", client.ReadToEnd());
    }

    private static int Count(BalancerServer balancer, CancellationToken stop)
    {
        using var client = Balancers.Connect(balancer);
        var count = 0;
        for (; !stop.IsCancellationRequested; count++)
        {
            client.Send(Balancers.Get());
            var reply = Reply.Read(client);
            Assert.True(reply is { Status: 200, Body: "one" or "two" }, reply.Head);
        }

        return count;
    }

    private static int Api(BalancerServer balancer, string method, string server, string body) =>
        balancer.Answer(new AdminRequest(method, "/api/backends/web/servers" + server, "", Encoding.UTF8.GetBytes(body)))!.Status;
}
