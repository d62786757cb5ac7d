using System.Net.Sockets;
using System.Text;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Servers that die, answer what is none, or do not answer.</summary>
public abstract class ServerFaultTests(bool overTls) : BothWays(overTls)
{
    [Fact]
    public async Task A_dead_server_is_replaced_for_any_method()
    {
        using var server = Saying("alive");
        await using var balancer = await StartAsync([Balancers.DeadPort(), server.Port]);
        Assert.Equal("alive", Balancers.Ask(balancer, Balancers.Get()).Body);
        Assert.Equal("alive", Balancers.Ask(balancer, Balancers.Post("x")).Body);
    }

    [Fact]
    public async Task Without_a_server_the_client_is_told_why()
    {
        await using var balancer = await StartAsync([Balancers.DeadPort()]);
        var reply = Balancers.Ask(balancer, Balancers.Get());
        Assert.Equal((502, "connect-failed"), (reply.Status, reply.Field("X-Balancer-Reason")));
        Assert.Equal(0, balancer.Backends.Get("web").InFlight);
    }

    [Fact]
    public async Task A_server_that_dies_over_a_request_is_replaced_only_where_repeating_does_no_harm()
    {
        using var bad = Answering((_, to) =>
        {
            to.Reset();
            return false;
        });
        using var good = Saying("good");
        await using var balancer = await StartAsync([bad.Port, good.Port]);
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
        using var server = Answering((_, to) => !to.Send(RawBackEnd.Ok("x")));
        await using var balancer = await StartAsync([server.Port]);
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
        using var server = Answering((_, to) => to.Send(answer));
        await using var balancer = await StartAsync([server.Port], b => b with { Retry = new RetryConfig { RetriesMax = 0 } });
        var reply = Balancers.Ask(balancer, Balancers.Get());
        Assert.Equal((502, "bad-response"), (reply.Status, reply.Field("X-Balancer-Reason")));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\n")]
    public async Task A_response_that_breaks_off_does_not_look_whole(string answer)
    {
        using var server = Answering((_, to) => !to.Send(answer));
        await using var balancer = await StartAsync([server.Port]);
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
        using var server = Answering((_, to) =>
        {
            to.Send("HTTP/1.1 200 OK\r\n\r\nonly this");
            Assert.True(hasArrived.Wait(TimeSpan.FromSeconds(30)));
            to.Reset();
            return false;
        });
        await using var balancer = await StartAsync([server.Port]);
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
        using var server = Answering((_, to) => to.Send(string.Concat(Enumerable.Repeat("HTTP/1.1 102 Processing\r\n\r\n", 1000))));
        await using var balancer = await StartAsync([server.Port], b => b with { Retry = new RetryConfig { RetriesMax = 0 } });
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
        using var server = Answering((_, _) => true);
        await using var balancer = await StartAsync(
            [server.Port], b => b with { Retry = new RetryConfig { RetriesMax = 0 } },
            l => l with { Timeouts = new TimeoutConfig { ResponseMs = 300 } });
        var reply = Balancers.Ask(balancer, Balancers.Get());
        Assert.Equal((504, "response-timeout"), (reply.Status, reply.Field("X-Balancer-Reason")));
        Assert.Equal(0, balancer.Backends.Get("web").InFlight);
    }
}

public sealed class ServerFaultTestsInTheClear() : ServerFaultTests(false);

public sealed class ServerFaultTestsOverTls() : ServerFaultTests(true);
