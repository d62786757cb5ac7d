using System.Net.Sockets;
using System.Text;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>A second server for requests that take long.</summary>
public sealed class HedgeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly RetryConfig Soon = new() { HedgeAfterMs = 20 };

    [Fact]
    public async Task The_second_servers_answer_counts_when_it_is_first()
    {
        using var slow = new RawBackEnd((_, _) => true);
        using var quick = RawBackEnd.Saying("quick");
        await using var balancer = await Balancers.StartAsync([slow.Port, quick.Port], b => b with { Retry = Soon });
        using var client = Balancers.Connect(balancer);
        for (var i = 1; i <= 3; i++)
        {
            client.Send(Balancers.Get());
            Assert.Equal("quick", Reply.Read(client).Body);
            Assert.Equal((i, i), (slow.Seen.Count, quick.Seen.Count));
        }

        var web = balancer.Backends.Get("web");
        Assert.Equal((3, 3), (web.Servers[1].Totals().Hedges, web.Servers[1].Totals().HedgesWon));
        Assert.True(SpinWait.SpinUntil(() => web.InFlight == 0 && web.Servers.All(one => one.InFlight == 0), Patience));
        Assert.Equal(0, web.Servers[0].Totals().Failures);
    }

    [Fact]
    public async Task The_first_servers_answer_counts_when_it_is_first_after_all()
    {
        using var release = new SemaphoreSlim(0);
        using var first = new RawBackEnd((_, to) => release.Wait(Patience) && to.Send(RawBackEnd.Ok("first")));
        using var second = new RawBackEnd((_, _) => true);
        await using var balancer = await Balancers.StartAsync([first.Port, second.Port], b => b with { Retry = Soon });
        using var client = Balancers.Connect(balancer);
        client.Send(Balancers.Get());
        Assert.True(SpinWait.SpinUntil(() => second.Seen.Count == 1, Patience));
        release.Release();
        Assert.Equal("first", Reply.Read(client).Body);
        var web = balancer.Backends.Get("web");
        Assert.Equal((1, 0), (web.Servers[1].Totals().Hedges, web.Servers[1].Totals().HedgesWon));
        Assert.Equal(0, web.InFlight);
    }

    [Fact]
    public async Task When_one_of_the_two_fails_the_other_is_waited_for()
    {
        using var hedged = new SemaphoreSlim(0);
        using var release = new SemaphoreSlim(0);
        using var first = new RawBackEnd((_, to) =>
        {
            hedged.Wait(Patience);
            to.Reset();
            return false;
        });
        using var second = new RawBackEnd((_, to) =>
        {
            hedged.Release();
            return release.Wait(Patience) && to.Send(RawBackEnd.Ok("second"));
        });
        await using var balancer = await Balancers.StartAsync([first.Port, second.Port], b => b with { Retry = Soon });
        using var client = Balancers.Connect(balancer);
        client.Send(Balancers.Get());
        var web = balancer.Backends.Get("web");
        Assert.True(SpinWait.SpinUntil(() => web.Servers[0].Totals().Failures == 1, Patience));
        release.Release();
        Assert.Equal("second", Reply.Read(client).Body);
        Assert.Equal((1, 1), (first.Seen.Count, second.Seen.Count));
    }

    [Fact]
    public async Task A_status_that_is_tried_again_does_not_win()
    {
        using var release = new SemaphoreSlim(0);
        using var first = new RawBackEnd((_, to) => release.Wait(Patience) && to.Send(RawBackEnd.Ok("first")));
        using var second = new RawBackEnd((_, to) => to.Send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"));
        await using var balancer = await Balancers.StartAsync(
            [first.Port, second.Port], b => b with { Retry = Soon with { Statuses = [503] } });
        using var client = Balancers.Connect(balancer);
        client.Send(Balancers.Get());
        Assert.True(SpinWait.SpinUntil(() => balancer.Backends.Get("web").Servers[1].Totals().Failures == 1, Patience));
        release.Release();
        Assert.Equal("first", Reply.Read(client).Body);
    }

    [Theory]
    [InlineData("POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 1\r\n\r\nx")]
    [InlineData("GET / HTTP/1.1\r\nHost: example.com\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n")]
    public async Task What_must_not_be_done_twice_goes_to_one_server(string request)
    {
        using var release = new SemaphoreSlim(0);
        using var first = new RawBackEnd((seen, to) => seen.Line.Contains("/hedged")
            || (release.Wait(Patience) && to.Send(RawBackEnd.Ok("first"))));
        using var second = RawBackEnd.Saying("second");
        await using var balancer = await Balancers.StartAsync([first.Port, second.Port], b => b with { Retry = Soon });
        using var client = Balancers.Connect(balancer);
        client.Send(request);
        Assert.True(SpinWait.SpinUntil(() => first.Seen.Count == 1, Patience));
        // Later requests that may be hedged are, by which time the one before has had its time.
        Assert.Equal("second", Balancers.Ask(balancer, Balancers.Get("/hedged")).Body);
        Assert.Single(second.Seen);
        release.Release();
        Assert.Equal("first", Reply.Read(client).Body);
    }

    [Fact]
    public async Task A_client_that_goes_takes_both_requests_with_it()
    {
        using var first = new RawBackEnd((_, _) => true);
        using var second = new RawBackEnd((_, _) => true);
        await using var balancer = await Balancers.StartAsync([first.Port, second.Port], b => b with { Retry = Soon });
        var web = balancer.Backends.Get("web");
        using (var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) })
        {
            await client.ConnectAsync(balancer.EndPoint, TestContext.Current.CancellationToken);
            client.Send(Encoding.ASCII.GetBytes(Balancers.Get()));
            Assert.True(SpinWait.SpinUntil(() => second.Seen.Count == 1, Patience));
            Assert.All(web.Servers, server => Assert.Equal(1, server.InFlight));
        }

        Assert.True(SpinWait.SpinUntil(() => web.Servers.All(server => server.InFlight == 0) && web.InFlight == 0, Patience));
        Assert.True(web.TryStartRetry());
        web.EndRetry();
    }

    [Fact]
    public async Task The_budget_bounds_hedges()
    {
        using var slow = new RawBackEnd((_, _) => true);
        using var quick = RawBackEnd.Saying("quick");
        await using var balancer = await Balancers.StartAsync(
            [slow.Port, quick.Port], b => b with { Retry = Soon with { BudgetPercent = 0, BudgetMin = 0 } });
        using var client = Balancers.Connect(balancer);
        client.Send(Balancers.Get());
        Assert.True(SpinWait.SpinUntil(() => balancer.Backends.Get("web").RetriesDenied == 1, Patience));
        Assert.Empty(quick.Seen);
    }
}
