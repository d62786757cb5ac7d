using System.Net.Sockets;
using System.Text;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.TestKit;
using FromScratch.TestKit.Sockets;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Clients that take their time, or send more than is good.</summary>
public sealed class SlowClientTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Hundreds_that_drip_their_heads_are_sent_away_and_others_served_meanwhile()
    {
        const int Count = 300;
        using var server = RawBackEnd.Saying("good");
        await using var balancer = await Balancers.StartAsync(
            [server.Port], listener: l => l with { Timeouts = new TimeoutConfig { HeadMs = 1500 } });
        var drips = Enumerable.Range(0, Count).Select(_ => new DrippingClient(balancer.EndPoint, "GET / HTTP/1.1\r\nHost: a\r\n")).ToList();
        Wellness.Until(() => balancer.Transport.Stats().ConnectionsCurrent == Count, "they were not all accepted");
        long inputMax = 0;
        var served = 0;
        for (var since = DateTime.UtcNow; drips.Exists(one => !one.HasEnded) && DateTime.UtcNow - since < Patience; served++)
        {
            drips.ForEach(one => one.Drip());
            Assert.Equal("good", Balancers.Ask(balancer, Balancers.Get()).Body);
            inputMax = Math.Max(inputMax, balancer.Transport.Stats().InputBytes);
        }

        Assert.All(drips, one => Assert.StartsWith("HTTP/1.1 408 ", one.Received));
        Assert.True(served > 3, "nobody was served meanwhile");
        Assert.InRange(inputMax, 1, Count * 4096);
        Wellness.Until(() => balancer.Transport.Stats() is { ConnectionsCurrent: 0, InputBytes: 0 }, "something was left behind");
        Assert.Equal(served, server.Seen.Count);
        drips.ForEach(one => one.Dispose());
    }

    [Theory]
    [InlineData("Content-Length: 10\r\n\r\n12345")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\n123")]
    public async Task A_body_that_stops_is_given_up_and_the_server_sees_that_it_is_not_whole(string rest)
    {
        using var server = Wellness.ButBare(socket => socket.Drain());
        await using var balancer = await Balancers.StartAsync(
            [server.Port], listener: l => l with { Timeouts = new TimeoutConfig { BodyMs = 400 } });
        using var client = Balancers.Connect(balancer);
        client.Send("POST / HTTP/1.1\r\nHost: example.com\r\n" + rest);
        var reply = Reply.Read(client);
        Assert.Equal((408, "body-timeout"), (reply.Status, reply.Field("X-Balancer-Reason")));
        Assert.Equal("", client.ReadToEnd());
        Wellness.Until(() => server.Ended == 1, "the server still waits");
        Assert.False(balancer.Backends.Get("web").Find("s1")!.IsEjected);
        Wellness.IsWell(balancer);
    }

    [Fact]
    public async Task A_body_that_drips_is_waited_for_as_long_as_something_comes()
    {
        using var server = new RawBackEnd((request, to) => to.Send(RawBackEnd.Ok(request.Body)));
        await using var balancer = await Balancers.StartAsync(
            [server.Port], listener: l => l with { Timeouts = new TimeoutConfig { BodyMs = 2000, HeadMs = 500 } });
        using var client = Balancers.Connect(balancer);
        client.Send("POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 30\r\n\r\n");
        for (var i = 0; i < 30; i++)
        {
            // Each byte is let through before the next; together they take longer than any one limit of heads.
            var before = balancer.Transport.Stats().Total.BytesRead;
            client.Send("x");
            Wellness.Until(() => balancer.Transport.Stats().Total.BytesRead > before, "a byte was not read");
            using var pause = new ManualResetEventSlim();
            pause.Wait(25, TestContext.Current.CancellationToken);
        }

        Assert.Equal(new string('x', 30), Reply.Read(client).Body);
    }

    [Fact]
    public async Task Slow_readers_hold_little_each_and_are_closed_when_they_take_nothing()
    {
        const int Count = 20;
        using var clock = new TestClock();
        using var server = Wellness.ButBare(socket =>
        {
            socket.Send($"HTTP/1.1 200 OK\r\nContent-Length: {1L << 30}\r\n\r\n");
            for (var piece = new byte[1 << 20]; ;)
                socket.Send(piece);
        });
        await using var balancer = await BalancerServer.StartAsync(Balancers.Config([server.Port]), clock.Time);
        var clients = Enumerable.Range(0, Count).Select(_ => Balancers.Connect(balancer)).ToList();
        foreach (var client in clients)
        {
            client.Send(Balancers.Get());
            Assert.Equal("HTTP/1.1 200 OK", client.ReadLine());
        }

        Wellness.Until(() => balancer.Transport.Connections().Count(one => one.OutputBytes > 0) == Count, "nothing was held up");
        Assert.All(balancer.Transport.Connections(), one => Assert.InRange(one.OutputBytes, 0, 512 << 10));
        Assert.InRange(balancer.Transport.Stats().InputBytes, 0, Count * (256 << 10));
        Wellness.Until(
            () =>
            {
                clock.AdvanceSeconds(1);
                return balancer.Transport.Stats().ConnectionsCurrent == 0;
            },
            "they were not closed");
        Assert.True(balancer.Transport.Stats().Total.ClosedBy(Transport.CloseReason.OutputOverLimit) >= Count);
        Wellness.Until(() => server.Ended == Count, "the servers still send");
        Wellness.IsWell(balancer);
        clients.ForEach(client => client.Dispose());
    }

    [Theory]
    [InlineData("GET /", 'a', 1 << 20, 414)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX-Long: ", 'x', 1 << 20, 431)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n", '\n', 50_000, 431)]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Trailer: ", 'x', 1 << 20, 431)]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;", 'x', 1 << 20, 400)]
    public async Task A_head_without_end_is_not_read_to_its_end(string start, char repeated, int count, int status)
    {
        var more = repeated == '\n' ? string.Concat(Enumerable.Repeat("X: 1\r\n", count)) : new string(repeated, count);
        using var server = RawBackEnd.Saying("good");
        await using var balancer = await Balancers.StartAsync([server.Port]);
        using var client = Balancers.Connect(balancer);
        client.SendWhileOpen(Encoding.Latin1.GetBytes(start + more), Patience);
        var reply = Reply.Read(client);
        Assert.Equal(status, reply.Status);
        Assert.Equal("", client.ReadToEnd());
        Assert.InRange(balancer.Transport.Stats().Total.BytesRead, 0, 512 << 10);
        Wellness.Until(() => balancer.Transport.Stats().InputBytes == 0, "it was kept");
        Wellness.IsWell(balancer);
    }
}
