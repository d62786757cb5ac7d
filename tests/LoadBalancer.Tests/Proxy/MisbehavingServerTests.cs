using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Each way in which a server can go wrong: what the client sees of it, and that the next one is served.</summary>
public abstract class MisbehavingServerTests(bool overTls) : BothWays(overTls)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_head_that_drips_is_waited_for_only_so_long()
    {
        using var server = ButBare(socket =>
        {
            socket.Send("HTTP/1.1 200 OK\r\nX-Long: ");
            while (!socket.HasInput(TimeSpan.FromMilliseconds(20)))
                socket.Send("x");
        });
        await using var balancer = await StartAsync(server.Port, new TimeoutConfig { ResponseMs = 400 });
        var reply = Balancers.Ask(balancer, Balancers.Get());
        Assert.Equal((504, "response-timeout"), (reply.Status, reply.Field("X-Balancer-Reason")));
        Wellness.Until(() => server.Ended == 1, "the server's connection was left open");
        Wellness.IsWell(balancer);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\n")]
    public async Task A_body_that_stops_is_cut_after_its_time(string answer)
    {
        using var server = ButBare(socket =>
        {
            socket.Send(answer);
            socket.Drain();
        });
        await using var balancer = await StartAsync(server.Port, new TimeoutConfig { BodyMs = 300 });
        using var client = Balancers.Connect(balancer);
        client.Send(Balancers.Get());
        Assert.EndsWith(BodyOf(answer), client.ReadToEnd());
        Wellness.Until(() => server.Ended == 1, "the server's connection was left open");
        Wellness.IsWell(balancer);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_server_that_closes_its_side_instead_of_answering_is_a_cut(string method)
    {
        using var server = ButBare(socket =>
        {
            socket.CloseSide();
            socket.Drain();
        });
        await using var balancer = await StartAsync(server.Port);
        var reply = Balancers.Ask(balancer, $"{method} / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal((502, "server-cut"), (reply.Status, reply.Field("X-Balancer-Reason")));
        Wellness.Until(() => server.Ended == 1, "the server's connection was left open");
        Assert.Equal(1, server.Connections);
        Wellness.IsWell(balancer);
    }

    [Fact]
    public async Task A_server_that_closes_its_side_behind_its_answer_is_not_used_again()
    {
        using var server = ButBare(socket =>
        {
            socket.Send(RawBackEnd.Ok("last"));
            socket.CloseSide();
            socket.Drain();
        });
        await using var balancer = await StartAsync(server.Port);
        using var client = Balancers.Connect(balancer);
        for (var i = 1; i <= 3; i++)
        {
            client.Send(Balancers.Get());
            Assert.Equal("last", Reply.Read(client).Body);
            var ended = i;
            Wellness.Until(() => server.Ended == ended, "the server's connection was left open");
        }

        Wellness.IsWell(balancer);
    }

    [Theory]
    [InlineData("GET", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "and more")]
    [InlineData("GET", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "x")]
    [InlineData("GET", "HTTP/1.1 204 No Content\r\n\r\n", "a body")]
    [InlineData("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 6\r\n\r\n", "a body")]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n", "a body")]
    [InlineData("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "3\r\nabc\r\n")]
    [InlineData("GET", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")]
    [InlineData("GET", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")]
    public async Task More_than_was_announced_reaches_nobody(string method, string answer, string more)
    {
        using var server = But((_, to) => to.Send(answer + more));
        await using var balancer = await StartAsync(server.Port);
        using var client = Balancers.Connect(balancer);
        for (var i = 1; i <= 3; i++)
        {
            client.Send($"{method} / HTTP/1.1\r\nHost: example.com\r\n\r\n");
            var reply = Reply.Read(client, method == "HEAD");
            Assert.StartsWith(answer[..answer.IndexOf("\r\n", StringComparison.Ordinal)], reply.Head);
            Assert.Equal(answer.Contains("abc", StringComparison.Ordinal) ? "abc" : "", reply.Body);
            Assert.Equal(i, server.Connections);
        }

        Wellness.IsWell(balancer);
    }

    [Fact]
    public async Task A_second_answer_that_comes_later_is_not_taken_for_that_to_the_next_request()
    {
        using var isRead = new ManualResetEventSlim();
        using var server = ButBare(socket =>
        {
            socket.Send(RawBackEnd.Ok("one"));
            isRead.Wait(Patience);
            socket.Send(RawBackEnd.Ok("evil"));
            socket.Drain();
        });
        await using var balancer = await StartAsync(server.Port);
        using var client = Balancers.Connect(balancer);
        client.Send(Balancers.Get());
        Assert.Equal("one", Reply.Read(client).Body);
        isRead.Set();
        Wellness.Until(() => server.Ended == 1, "the server's connection was kept");
        client.Send(Balancers.Get(Wellness.GoodPath));
        Assert.Equal("good", Reply.Read(client).Body);
        Wellness.IsWell(balancer);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\nonly this")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\n0\r\nX-Sum: 1\r\n")]
    public async Task A_reset_in_mid_body_cuts_the_client_off_and_is_not_tried_again(string answer)
    {
        using var isRead = new ManualResetEventSlim();
        using var server = ButBare(socket =>
        {
            socket.Send(answer);
            isRead.Wait(Patience);
            socket.Reset();
        });
        using var other = Saying("good");
        await using var balancer = await StartAsync([server.Port, other.Port]);
        using var client = Balancers.Connect(balancer);
        client.Send(Balancers.Get());
        while (client.ReadLine() is { Length: > 0 })
        {
        }

        Assert.Equal(BodyOf(answer), client.Read(BodyOf(answer).Length));
        isRead.Set();
        Assert.Equal("", client.ReadToEnd());
        Assert.Empty(other.Seen);
        Wellness.IsWell(balancer);
    }

    [Theory]
    [InlineData("zz\r\nabc\r\n0\r\n\r\n")]
    [InlineData("-3\r\nabc\r\n0\r\n\r\n")]
    [InlineData("3\r\nabcd\r\n0\r\n\r\n")]
    [InlineData("FFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n")]
    public async Task A_chunk_that_makes_no_sense_cuts_the_client_off(string chunks)
    {
        using var server = But((_, to) => to.Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n" + chunks));
        await using var balancer = await StartAsync(server.Port);
        using var client = Balancers.Connect(balancer);
        client.Send(Balancers.Get());
        var text = client.ReadToEnd();
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", text);
        Assert.DoesNotContain("\r\n0\r\n\r\n", text);
        Assert.Single(server.Seen);
        Wellness.IsWell(balancer);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(101)]
    public async Task As_many_interim_responses_pass_as_are_allowed(int count)
    {
        using var server = But((_, to) =>
            to.Send(string.Concat(Enumerable.Repeat("HTTP/1.1 102 Processing\r\n\r\n", count)) + RawBackEnd.Ok("at last")));
        await using var balancer = await StartAsync(server.Port);
        using var client = Balancers.Connect(balancer);
        client.Send(Balancers.Get());
        for (var i = 0; i < 100; i++)
            Assert.Equal(102, Reply.Read(client).Status);
        var last = Reply.Read(client);
        Assert.Equal(count == 100 ? (200, null) : (502, "bad-response"), (last.Status, last.Field("X-Balancer-Reason")));
        Wellness.IsWell(balancer);
    }

    [Theory]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("ICY 200 OK\r\n\r\n")]
    [InlineData("<html>no head at all</html>\r\n\r\n")]
    [InlineData("\0\u0001\u0002\u00ff\u00fe\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 0\n\n")]
    public async Task A_status_line_that_is_none_is_told_and_its_connection_closed(string answer)
    {
        using var server = ButBare(socket =>
        {
            socket.Send(answer);
            socket.Drain();
        });
        await using var balancer = await StartAsync(server.Port);
        var reply = Balancers.Ask(balancer, Balancers.Get());
        Assert.Equal((502, "bad-response"), (reply.Status, reply.Field("X-Balancer-Reason")));
        Wellness.Until(() => server.Ended == 1, "the server's connection was left open");
        Wellness.IsWell(balancer);
    }

    [Theory]
    [InlineData("X-Long: ", 'x', 40_000, "\r\n\r\n")]
    [InlineData("X-Endless: ", 'x', 4 << 20, "")]
    [InlineData("", 'f', 120, ": 1\r\n")]
    public async Task A_head_over_the_limits_is_told_and_its_connection_closed(string start, char repeated, int count, string end)
    {
        var fields = repeated == 'f'
            ? string.Concat(Enumerable.Range(0, count).Select(i => $"f{i}{end}")) + "Content-Length: 0\r\n\r\n"
            : start + new string(repeated, count) + end;
        using var server = ButBare(socket =>
        {
            socket.Send("HTTP/1.1 200 OK\r\n" + fields);
            socket.Drain();
        });
        await using var balancer = await StartAsync(server.Port);
        var reply = Balancers.Ask(balancer, Balancers.Get());
        Assert.Equal((502, "bad-response"), (reply.Status, reply.Field("X-Balancer-Reason")));
        Wellness.Until(() => server.Ended == 1, "the server's connection was left open");
        Wellness.IsWell(balancer);
    }

    [Fact]
    public async Task A_method_that_must_not_be_repeated_is_not_whatever_the_server_does()
    {
        var (bad, answers) = (0, new[] { "not http\r\n\r\n", "HTTP/1.1 200 OK\r\nBad Name: x\r\n\r\n", "" });
        using var server = But((_, to) => to.Send(answers[bad]) && answers[bad].Length > 0);
        using var other = Saying("good");
        await using var balancer = await StartAsync(
            [server.Port, other.Port], b => b with { Outlier = new OutlierConfig { ConsecutiveFailures = 0 } });
        for (; bad < answers.Length; bad++)
            Assert.Equal(502, Balancers.Ask(balancer, Balancers.Post("x")).Status);
        Assert.Equal(answers.Length, server.Seen.Count);
        Assert.Empty(other.Seen);
        Wellness.IsWell(balancer);
    }

    [Fact]
    public async Task Failures_of_every_kind_count_against_the_server()
    {
        var kind = 0;
        using var server = Bare(socket =>
        {
            socket.ReadHead();
            if (kind == 0)
                socket.Send("garbage\r\n\r\n");
            else if (kind == 1)
                socket.Reset();
            else
                socket.Drain();
        });
        using var other = Saying("good");
        await using var balancer = await StartAsync(
            [server.Port, other.Port], b => b with { Outlier = new OutlierConfig { ConsecutiveFailures = 3 } },
            l => l with { Timeouts = new TimeoutConfig { ResponseMs = 300 } });
        for (; kind < 3; kind++)
            Assert.Equal("good", Balancers.Ask(balancer, Balancers.Get()).Body);
        Assert.True(balancer.Backends.Get("web").Find("s1")!.IsEjected);
        Assert.Equal((3L, 3L), (Totals(balancer).Failures, Totals(balancer).ResponseErrors));
        Wellness.IsWell(balancer);
    }

    private static ServerTotals Totals(BalancerServer balancer) => balancer.Backends.Get("web").Find("s1")!.Totals();

    private static string BodyOf(string answer) => answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];

    private Task<BalancerServer> StartAsync(int port, TimeoutConfig? timeouts = null) => StartAsync(
        [port], b => b with { Retry = new RetryConfig { RetriesMax = 0 } }, l => l with { Timeouts = timeouts ?? l.Timeouts });
}

public sealed class MisbehavingServerTestsInTheClear() : MisbehavingServerTests(false);

public sealed class MisbehavingServerTestsOverTls() : MisbehavingServerTests(true);
