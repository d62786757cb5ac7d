using System.Collections.Concurrent;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.TestKit;
using FromScratch.TestKit.Sockets;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Connections to servers that go from the pool of one I/O loop to a request of another.</summary>
public sealed class SharedPoolTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TestTime _time = new();

    [Fact]
    public async Task A_loop_without_a_connection_takes_one_that_another_does_not_need()
    {
        using var server = RawBackEnd.Saying("x");
        await using var balancer = await StartAsync(server);
        using var one = Balancers.Connect(balancer);
        using var other = Balancers.Connect(balancer);
        Assert.Equal("x", Ask(one));
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            Assert.Equal("x", Ask(i % 2 == 0 ? other : one));
        }

        var totals = balancer.Backends.Get("web").Servers[0].Totals();
        Assert.Equal((1, 1), (server.Connections, totals.ConnectionsMade));
        Assert.Equal((10, 10), (totals.ConnectionsReused, totals.ConnectionsBorrowed));
        Assert.Equal((1, 1), (totals.ConnectionsOpen, totals.ConnectionsIdle));
    }

    [Fact]
    public async Task One_that_was_used_just_now_stays_with_its_loop()
    {
        using var server = RawBackEnd.Saying("x");
        await using var balancer = await StartAsync(server);
        using var one = Balancers.Connect(balancer);
        using var other = Balancers.Connect(balancer);
        Assert.Equal(["x", "x", "x", "x"], [Ask(one), Ask(other), Ask(one), Ask(other)]);
        var totals = balancer.Backends.Get("web").Servers[0].Totals();
        Assert.Equal((2, 2, 0), (server.Connections, totals.ConnectionsMade, totals.ConnectionsBorrowed));
    }

    [Fact]
    public async Task One_that_the_server_has_closed_meanwhile_costs_nobody_an_answer()
    {
        using var server = new RawBackEnd((seen, to) => to.Send(RawBackEnd.Ok("x")) && seen.Field("Close") is null);
        await using var balancer = await StartAsync(server);
        using var one = Balancers.Connect(balancer);
        using var other = Balancers.Connect(balancer);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal("x", Ask(one, "Close: yes\r\n"));
            // The end may come before, while and after the other loop asks.
            _time.Advance(TimeSpan.FromSeconds(2));
            Assert.Equal("x", Ask(other));
            _time.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.All(server.Seen.GroupBy(seen => seen.Head).SelectMany(group => group), seen => Assert.Equal("GET", seen.Line[..3]));
    }

    [Fact]
    public async Task Bodies_go_over_it_whole()
    {
        using var server = new RawBackEnd((seen, to) => to.Send(RawBackEnd.Ok(seen.Body)));
        await using var balancer = await StartAsync(server);
        using var one = Balancers.Connect(balancer);
        using var other = Balancers.Connect(balancer);
        var large = new string('y', 300_000);
        for (var i = 0; i < 20; i++)
        {
            var client = i % 2 == 0 ? one : other;
            client.Send(Balancers.Post(large));
            Assert.Equal(large, Reply.Read(client).Body);
            _time.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task Many_clients_that_come_and_pause_lose_nothing()
    {
        using var server = new RawBackEnd((seen, to) => to.Send(RawBackEnd.Ok(seen.Field("X-Number")!)));
        await using var balancer = await StartAsync(server, loops: 4);
        var wrong = new ConcurrentQueue<string>();
        using var stop = new CancellationTokenSource();
        var clock = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                    _time.Advance(TimeSpan.FromMilliseconds(700));
            },
            TestContext.Current.CancellationToken);
        var totals = balancer.Backends.Get("web").Servers[0].Totals();
        var rounds = 0;
        // On a busy machine the clients may run one after the other, and on few loops.
        for (; rounds < 20 && (rounds == 0 || totals.ConnectionsBorrowed == 0); rounds++)
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => AskOften(balancer, number, wrong))))
                .WaitAsync(Patience, TestContext.Current.CancellationToken);
            totals = balancer.Backends.Get("web").Servers[0].Totals();
        }

        await stop.CancelAsync();
        await clock;
        Assert.Empty(wrong);
        Assert.Equal(rounds * 8 * 500, totals.ConnectionsMade + totals.ConnectionsReused);
        Assert.Equal(totals.ConnectionsOpen, totals.ConnectionsIdle);
        Assert.True(totals.ConnectionsBorrowed > 0, "nobody ever took a connection of another loop");
    }

    private static void AskOften(BalancerServer balancer, int number, ConcurrentQueue<string> wrong)
    {
        using var client = Balancers.Connect(balancer);
        for (var i = 0; i < 500; i++)
        {
            var said = Ask(client, $"X-Number: {number}-{i}\r\n");
            if (said != $"{number}-{i}")
                wrong.Enqueue(said);
        }
    }

    private async Task<BalancerServer> StartAsync(RawBackEnd server, int loops = 2)
    {
        // No time limit of its own ends what the clock's jumps would end.
        var config = Balancers.Config(
            [server.Port], b => b with { IdleConnectionMs = 3_600_000 },
            l => l with { Timeouts = new TimeoutConfig { KeepAliveMs = 0, HeadMs = 0, ConnectMs = 0, ResponseMs = 0, BodyMs = 0 } });
        var balancer = new BalancerServer(config, _time, loops: loops);
        await balancer.StartAsync(TestContext.Current.CancellationToken);
        return balancer;
    }

    private static string Ask(TextClient client, string fields = "")
    {
        client.Send(Balancers.Get(fields: fields));
        return Reply.Read(client).Body;
    }
}
