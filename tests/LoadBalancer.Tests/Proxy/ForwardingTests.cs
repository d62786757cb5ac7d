using System.Text;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Requests and responses that go as they should, in all their framings.</summary>
public sealed class ForwardingTests
{
    [Fact]
    public async Task Requests_of_a_connection_share_a_connection_to_the_server()
    {
        using var server = RawBackEnd.Saying("hello");
        await using var balancer = await Balancers.StartAsync([server.Port]);
        using var client = Balancers.Connect(balancer);
        for (var i = 0; i < 5; i++)
        {
            client.Send(Balancers.Get($"/{i}"));
            var reply = Reply.Read(client);
            Assert.Equal((200, "hello"), (reply.Status, reply.Body));
            Assert.NotNull(reply.Field("Date"));
        }

        Assert.Equal(["GET /0 HTTP/1.1", "GET /1 HTTP/1.1", "GET /2 HTTP/1.1", "GET /3 HTTP/1.1", "GET /4 HTTP/1.1"], Lines(server));
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task Pipelined_requests_are_answered_in_order()
    {
        using var server = new RawBackEnd((request, to) => to.Send(RawBackEnd.Ok(request.Line.Split(' ')[1])));
        await using var balancer = await Balancers.StartAsync([server.Port]);
        using var client = Balancers.Connect(balancer);
        client.Send(string.Concat(Enumerable.Range(0, 50).Select(i => Balancers.Get($"/{i}"))));
        for (var i = 0; i < 50; i++)
            Assert.Equal($"/{i}", Reply.Read(client).Body);
    }

    [Theory]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", 200)]
    [InlineData("GET", "HTTP/1.1 204 No Content\r\n\r\n", 204)]
    [InlineData("GET", "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\nContent-Length: 5\r\n\r\n", 304)]
    public async Task Responses_without_a_body_end_with_their_head(string method, string answer, int status)
    {
        using var server = new RawBackEnd((_, to) => to.Send(answer));
        await using var balancer = await Balancers.StartAsync([server.Port]);
        using var client = Balancers.Connect(balancer);
        for (var i = 0; i < 2; i++)
        {
            client.Send($"{method} / HTTP/1.1\r\nHost: example.com\r\n\r\n");
            Assert.Equal(status, Reply.Read(client, isHead: true).Status);
        }

        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task Bodies_of_requests_pass_as_they_are_framed()
    {
        using var server = new RawBackEnd((request, to) => to.Send(RawBackEnd.Ok(request.Body)));
        await using var balancer = await Balancers.StartAsync([server.Port]);
        Assert.Equal("a=1&b=2", Balancers.Ask(balancer, Balancers.Post("a=1&b=2")).Body);
        const string Chunks = "5;note=x\r\nhello\r\n6\r\n world\r\n0\r\nX-Sum: 1\r\n\r\n";
        var reply = Balancers.Ask(
            balancer, $"POST / HTTP/1.1\r\nHost: example.com\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n{Chunks}");
        Assert.Equal(Chunks, reply.Body);
    }

    [Fact]
    public async Task Chunked_responses_pass_with_their_trailer_and_are_decoded_for_old_clients()
    {
        const string Answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 5\r\n\r\n";
        using var server = new RawBackEnd((_, to) => to.Send(Answer));
        await using var balancer = await Balancers.StartAsync([server.Port]);
        using (var client = Balancers.Connect(balancer))
        {
            client.Send(Balancers.Get(fields: "Connection: close\r\n"));
            Assert.EndsWith("\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 5\r\n\r\n", client.ReadToEnd());
        }

        using var old = Balancers.Connect(balancer);
        old.Send("GET / HTTP/1.0\r\n\r\n");
        var text = old.ReadToEnd();
        Assert.EndsWith("\r\n\r\nabcde", text);
        Assert.Contains("\r\nConnection: close\r\n", text);
        Assert.DoesNotContain("Transfer-Encoding", text);
    }

    [Fact]
    public async Task A_response_without_length_ends_with_the_connection()
    {
        using var server = new RawBackEnd((_, to) => !to.Send("HTTP/1.1 200 OK\r\n\r\nall until the end"));
        await using var balancer = await Balancers.StartAsync([server.Port]);
        using var client = Balancers.Connect(balancer);
        client.Send(Balancers.Get());
        var reply = Reply.Read(client);
        Assert.Equal(("all until the end", "close"), (reply.Body, reply.Field("Connection")));
    }

    [Fact]
    public async Task Large_bodies_pass_both_ways()
    {
        var body = string.Concat(Enumerable.Range(0, 1_000_000).Select(i => (char)('a' + i % 26)));
        using var server = new RawBackEnd((request, to) => to.Send(RawBackEnd.Ok(request.Body)));
        await using var balancer = await Balancers.StartAsync([server.Port]);
        using var http = new HttpClient { BaseAddress = new Uri($"http://{balancer.EndPoint}") };
        using var content = new StringContent(body, Encoding.ASCII);
        using var answer = await http.PostAsync(new Uri("/", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(body, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_slow_reader_holds_the_server_up_and_gets_all()
    {
        var piece = new string('x', 1 << 20);
        using var server = new RawBackEnd((_, to) =>
        {
            to.Send($"HTTP/1.1 200 OK\r\nContent-Length: {32 << 20}\r\n\r\n");
            for (var i = 0; i < 32; i++)
                to.Send(piece);
            return true;
        });
        await using var balancer = await Balancers.StartAsync([server.Port]);
        using var client = Balancers.Connect(balancer);
        client.Send(Balancers.Get());
        Assert.Equal("HTTP/1.1 200 OK", client.ReadLine());
        Assert.True(SpinWait.SpinUntil(
            () => balancer.Transport.Connections().Any(one => one.OutputBytes > 0), TimeSpan.FromSeconds(20)), "nothing was held up");
        Assert.All(balancer.Transport.Connections(), one => Assert.InRange(one.OutputBytes, 0, 1 << 20));
        while (client.ReadLine() is { Length: > 0 })
        {
        }

        Assert.Equal(32 << 20, client.Read(32 << 20).Length);
    }

    [Fact]
    public async Task A_client_that_closes_its_side_still_gets_its_answer()
    {
        using var release = new ManualResetEventSlim();
        using var server = new RawBackEnd((_, to) =>
        {
            release.Wait();
            return to.Send(RawBackEnd.Ok("late"));
        });
        await using var balancer = await Balancers.StartAsync([server.Port]);
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        await socket.ConnectAsync(balancer.EndPoint, TestContext.Current.CancellationToken);
        using var stream = new System.Net.Sockets.NetworkStream(socket);
        socket.Send(Encoding.ASCII.GetBytes(Balancers.Get()));
        socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        Assert.True(SpinWait.SpinUntil(() => !server.Seen.IsEmpty, TimeSpan.FromSeconds(20)));
        release.Set();
        using var reader = new StreamReader(stream);
        Assert.EndsWith("late", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Interim_responses_pass_and_a_client_that_waits_is_told_to_go_on()
    {
        using var server = new RawBackEnd((request, to) =>
        {
            if (request.Field("Expect") is null)
                return to.Send("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + RawBackEnd.Ok("x"));
            to.Send("HTTP/1.1 100 Continue\r\n\r\n");
            return to.Send(RawBackEnd.Ok(to.Take(4)));
        });
        await using var balancer = await Balancers.StartAsync([server.Port]);
        using var client = Balancers.Connect(balancer);
        client.Send("POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
        Assert.Equal(100, Reply.Read(client).Status);
        client.Send("body");
        Assert.Equal("body", Reply.Read(client).Body);
        client.Send(Balancers.Get());
        Assert.Equal("</a.css>", Reply.Read(client).Field("Link"));
        Assert.Equal("x", Reply.Read(client).Body);
    }

    [Fact]
    public async Task An_early_answer_reaches_a_client_that_still_sends()
    {
        using var server = new RawBackEnd((request, to) => to.Send(RawBackEnd.Ok("too much")));
        await using var balancer = await Balancers.StartAsync([server.Port]);
        using var client = Balancers.Connect(balancer);
        // The server above reads what it is told the length of; this one is told 8 bytes and gets them late.
        client.Send("POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 8\r\nExpect: 100-continue\r\n\r\n");
        Assert.Equal("too much", Reply.Read(client).Body);
        client.Send("12345678" + Balancers.Get("/next"));
        Assert.Equal("too much", Reply.Read(client).Body);
        Assert.Equal(2, server.Connections);
    }

    private static IEnumerable<string> Lines(RawBackEnd server) => server.Seen.Select(request => request.Line);
}
