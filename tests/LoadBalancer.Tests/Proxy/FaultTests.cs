using System.Net.Sockets;
using System.Text;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Servers and clients that misbehave.</summary>
public sealed class FaultTests
{
    [Fact]
    public async Task A_dead_server_is_replaced_for_any_method()
    {
        using var server = RawBackEnd.Saying("alive");
        await using var balancer = await Balancers.StartAsync([Balancers.DeadPort(), server.Port]);
        Assert.Equal("alive", Balancers.Ask(balancer, Balancers.Get()).Body);
        Assert.Equal("alive", Balancers.Ask(balancer, Balancers.Post("x")).Body);
    }

    [Fact]
    public async Task Without_a_server_the_client_is_told_why()
    {
        await using var balancer = await Balancers.StartAsync([Balancers.DeadPort()]);
        var reply = Balancers.Ask(balancer, Balancers.Get());
        Assert.Equal((502, "connect-failed"), (reply.Status, reply.Field("X-Balancer-Reason")));
        Assert.Equal(0, balancer.Backends.Get("web").InFlight);
    }

    [Fact]
    public async Task A_server_that_dies_over_a_request_is_replaced_only_where_repeating_does_no_harm()
    {
        using var bad = new RawBackEnd((_, to) =>
        {
            to.Reset();
            return false;
        });
        using var good = RawBackEnd.Saying("good");
        await using var balancer = await Balancers.StartAsync([bad.Port, good.Port]);
        Assert.Equal("good", Balancers.Ask(balancer, Balancers.Get()).Body);
        Assert.Single(bad.Seen);
        var reply = Balancers.Ask(balancer, Balancers.Post("x"));
        Assert.Equal((502, "server-cut"), (reply.Status, reply.Field("X-Balancer-Reason")));
        Assert.Equal((2, 1), (bad.Seen.Count, good.Seen.Count));
    }

    [Fact]
    public async Task A_connection_that_went_stale_costs_nobody_an_answer()
    {
        // Each connection serves one request, then lies about keeping alive.
        using var server = new RawBackEnd((_, to) => !to.Send(RawBackEnd.Ok("x")));
        await using var balancer = await Balancers.StartAsync([server.Port]);
        using var client = Balancers.Connect(balancer);
        for (var i = 0; i < 100; i++)
        {
            client.Send(Balancers.Get());
            Assert.Equal((200, "x"), (Reply.Read(client) is var reply ? reply.Status : 0, reply.Body));
        }

        Assert.Equal(100, server.Seen.Count);
    }

    [Theory]
    [InlineData("not http\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nBad Name: x\r\n\r\n")]
    public async Task A_response_that_could_be_read_in_two_ways_is_not_passed_on(string answer)
    {
        using var server = new RawBackEnd((_, to) => to.Send(answer));
        await using var balancer = await Balancers.StartAsync([server.Port], b => b with { Retry = new RetryConfig { RetriesMax = 0 } });
        var reply = Balancers.Ask(balancer, Balancers.Get());
        Assert.Equal((502, "bad-response"), (reply.Status, reply.Field("X-Balancer-Reason")));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\n")]
    public async Task A_response_that_breaks_off_does_not_look_whole(string answer)
    {
        using var server = new RawBackEnd((_, to) => !to.Send(answer));
        await using var balancer = await Balancers.StartAsync([server.Port]);
        using var client = Balancers.Connect(balancer);
        client.Send(Balancers.Get());
        var text = client.ReadToEnd();
        Assert.EndsWith(answer[answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)..], text);
        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task A_body_that_ends_with_the_connection_is_reset_when_the_server_was()
    {
        using var hasArrived = new SemaphoreSlim(0);
        using var server = new RawBackEnd((_, to) =>
        {
            to.Send("HTTP/1.1 200 OK\r\n\r\nonly this");
            Assert.True(hasArrived.Wait(TimeSpan.FromSeconds(30)));
            to.Reset();
            return false;
        });
        await using var balancer = await Balancers.StartAsync([server.Port]);
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 30_000 };
        await client.ConnectAsync(balancer.EndPoint, TestContext.Current.CancellationToken);
        client.Send(Encoding.ASCII.GetBytes(Balancers.Get()));
        var text = "";
        for (var buffer = new byte[4096]; !text.EndsWith("only this", StringComparison.Ordinal);)
            text += Encoding.ASCII.GetString(buffer, 0, client.Receive(buffer));
        hasArrived.Release();
        var error = Assert.Throws<SocketException>(() => client.Receive(new byte[1]));
        Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
    }

    [Fact]
    public async Task A_storm_of_interim_responses_is_no_response()
    {
        using var server = new RawBackEnd((_, to) => to.Send(string.Concat(Enumerable.Repeat("HTTP/1.1 102 Processing\r\n\r\n", 1000))));
        await using var balancer = await Balancers.StartAsync([server.Port], b => b with { Retry = new RetryConfig { RetriesMax = 0 } });
        using var client = Balancers.Connect(balancer);
        client.Send(Balancers.Get());
        var reply = Reply.Read(client);
        for (var count = 0; reply.Status == 102; count++)
        {
            Assert.True(count <= 100, "they all came through");
            reply = Reply.Read(client);
        }

        Assert.Equal(502, reply.Status);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_waited_for_only_so_long()
    {
        using var server = new RawBackEnd((_, _) => true);
        await using var balancer = await Balancers.StartAsync(
            [server.Port], b => b with { Retry = new RetryConfig { RetriesMax = 0 } },
            l => l with { Timeouts = new TimeoutConfig { ResponseMs = 300 } });
        var reply = Balancers.Ask(balancer, Balancers.Get());
        Assert.Equal((504, "response-timeout"), (reply.Status, reply.Field("X-Balancer-Reason")));
        Assert.Equal(0, balancer.Backends.Get("web").InFlight);
    }

    [Fact]
    public async Task A_slow_head_is_answered_with_408_and_a_silent_client_with_a_close()
    {
        await using var balancer = await Balancers.StartAsync(
            [Balancers.DeadPort()], listener: l => l with { Timeouts = new TimeoutConfig { HeadMs = 300 } });
        using var slow = Balancers.Connect(balancer);
        slow.Send("GET / HTTP/1.1\r\n");
        Assert.StartsWith("HTTP/1.1 408 ", slow.ReadToEnd());
        using var silent = Balancers.Connect(balancer);
        Assert.Equal("", silent.ReadToEnd());
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\nHost: a\n\n", 400)]
    [InlineData("CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", 405)]
    public async Task What_two_parsers_could_read_in_two_ways_never_reaches_a_server(string request, int status)
    {
        using var server = RawBackEnd.Saying("x");
        await using var balancer = await Balancers.StartAsync([server.Port]);
        using var client = Balancers.Connect(balancer);
        client.Send(request + Balancers.Get("/smuggled"));
        var text = client.ReadToEnd();
        Assert.StartsWith($"HTTP/1.1 {status} ", text);
        Assert.Equal(1, text.Split("HTTP/1.1 ").Length - 1);
        Assert.Empty(server.Seen);
    }

    [Fact]
    public async Task A_bad_chunk_ends_the_request_and_the_server_sees_that_it_is_not_whole()
    {
        using var server = new RawBackEnd((_, to) => to.Send(RawBackEnd.Ok("x")));
        await using var balancer = await Balancers.StartAsync([server.Port]);
        using var client = Balancers.Connect(balancer);
        client.Send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0x3\r\nabc\r\n0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", client.ReadToEnd());
        Assert.DoesNotContain(server.Seen, seen => seen.Body.Contains("0\r\n\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Limits_are_told_with_their_own_status()
    {
        using var server = RawBackEnd.Saying("x");
        var config = Balancers.Config([server.Port]) with
        {
            Limits = new LimitsConfig { RequestLineBytesMax = 200, HeadBytesMax = 1000, FieldsMax = 10, BodyBytesMax = 100 },
        };
        await using var balancer = await BalancerServer.StartAsync(config);
        Assert.Equal(414, Balancers.Ask(balancer, Balancers.Get("/" + new string('a', 300))).Status);
        Assert.Equal(431, Balancers.Ask(balancer, Balancers.Get(fields: $"X: {new string('a', 2000)}\r\n")).Status);
        Assert.Equal(431, Balancers.Ask(balancer, Balancers.Get(fields: string.Concat(Enumerable.Repeat("X: 1\r\n", 20)))).Status);
        Assert.Equal(413, Balancers.Ask(balancer, Balancers.Post(new string('b', 101))).Status);
        Assert.Empty(server.Seen);
    }
}
