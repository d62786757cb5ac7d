using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Servers over TLS that do what only TLS makes possible: handshakes that do not end, and ends that are none.</summary>
public sealed class BrokenTlsTests
{
    private const string OnlyThis = "only this";
    private const string Endless = "HTTP/1.1 200 OK\r\n\r\n" + OnlyThis;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public enum Break
    {
        Close,
        Reset,
        Garbage,
        Alert,
        HalfARecord,
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_handshake_that_never_comes_is_a_connection_that_was_not_made(string method)
    {
        using var silent = new SocketBackEnd(socket => socket.Drain());
        using var good = RawBackEnd.Saying("good", overTls: true);
        await using var balancer = await StartAsync([silent.Port, good.Port], new TimeoutConfig { ConnectMs = 300 });
        var request = $"{method} / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 1\r\n\r\nx";
        Assert.Equal("good", Balancers.Ask(balancer, request).Body);
        Wellness.Until(() => silent.Ended == silent.Connections, "the connection was left open");
        balancer.Backends.Get("web").Remove("s2", 1);
        var reply = Balancers.Ask(balancer, request);
        Assert.Equal((504, "connect-timeout"), (reply.Status, reply.Field("X-Balancer-Reason")));
        Assert.Equal(0, balancer.Backends.Get("web").InFlight);
    }

    [Theory]
    [InlineData("GET", Break.Close)]
    [InlineData("GET", Break.Reset)]
    [InlineData("GET", Break.Garbage)]
    [InlineData("GET", Break.Alert)]
    [InlineData("GET", Break.HalfARecord)]
    [InlineData("POST", Break.Close)]
    [InlineData("POST", Break.Reset)]
    [InlineData("POST", Break.Garbage)]
    [InlineData("POST", Break.Alert)]
    [InlineData("POST", Break.HalfARecord)]
    public async Task A_handshake_that_breaks_off_is_a_connection_that_was_not_made(string method, Break how)
    {
        using var bad = new SocketBackEnd(socket =>
        {
            _ = socket.Receive(new byte[4096]);
            BreakOff(socket, how);
        });
        using var good = RawBackEnd.Saying("good", overTls: true);
        await using var balancer = await StartAsync([bad.Port, good.Port]);
        var request = $"{method} / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 1\r\n\r\nx";
        Assert.Equal("good", Balancers.Ask(balancer, request).Body);
        Wellness.Until(() => bad.Ended == bad.Connections, "the connection was left open");
        balancer.Backends.Get("web").Remove("s2", 1);
        var reply = Balancers.Ask(balancer, request);
        Assert.Equal((502, "connect-failed"), (reply.Status, reply.Field("X-Balancer-Reason")));
        Assert.Equal(0, balancer.Backends.Get("web").InFlight);
    }

    [Theory]
    [InlineData("GET / HTTP/1.0\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n")]
    public async Task A_body_that_the_end_of_the_connection_ends_is_whole_when_tls_says_so(string request)
    {
        using var server = Wellness.ButBare(
            socket =>
            {
                socket.Send(Endless);
                socket.CloseSide();
                socket.Drain();
            },
            overTls: true);
        await using var balancer = await StartAsync([server.Port]);
        var end = ClientEnd.Of(balancer, request);
        Assert.True(end.IsWhole, end.Text);
        Assert.Contains(OnlyThis, end.Text);
        Wellness.Until(() => server.Ended == 1, "the connection was left open");
        Wellness.IsWell(balancer);
    }

    [Fact]
    public async Task The_word_of_tls_is_enough_while_the_connection_stays_open()
    {
        using var server = Wellness.ButBare(
            socket =>
            {
                socket.Send(Endless);
                socket.SayEnd();
                socket.Drain();
            },
            overTls: true);
        await using var balancer = await StartAsync([server.Port]);
        var end = ClientEnd.Of(balancer, Balancers.Get());
        Assert.True(end.IsWhole && end.Text.Contains(OnlyThis, StringComparison.Ordinal), end.Text);
        Wellness.Until(() => server.Ended == 1, "the connection was left open");
        Wellness.IsWell(balancer);
    }

    [Theory]
    [InlineData("GET / HTTP/1.0\r\n\r\n", Break.Close)]
    [InlineData("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n", Break.Close)]
    [InlineData("GET / HTTP/1.0\r\n\r\n", Break.Reset)]
    [InlineData("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n", Break.Reset)]
    [InlineData("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n", Break.Garbage)]
    [InlineData("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n", Break.Alert)]
    [InlineData("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n", Break.HalfARecord)]
    public async Task A_body_that_is_cut_without_a_word_of_tls_does_not_look_whole(string request, Break how)
    {
        using var isRead = new ManualResetEventSlim();
        using var server = Wellness.ButBare(
            socket =>
            {
                socket.Send(Endless);
                isRead.Wait(Patience);
                BreakOff(socket, how);
            },
            overTls: true);
        await using var balancer = await StartAsync([server.Port]);
        var end = ClientEnd.Of(balancer, request, OnlyThis, isRead);
        Assert.Contains(OnlyThis, end.Text);
        Assert.False(end.IsWhole, "it looks whole: " + end.Text);
        Wellness.Until(() => server.Ended == 1, "the connection was left open");
        Wellness.IsWell(balancer);
    }

    /// <summary>What came before the cut was authentic: where its length is known, nothing is missing.</summary>
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n" + OnlyThis)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\n0\r\n\r\n")]
    public async Task A_response_that_is_whole_by_itself_needs_no_word_of_tls(string answer)
    {
        using var server = Wellness.But(
            (_, to) =>
            {
                to.Send(answer);
                to.Cut();
                return false;
            },
            overTls: true);
        await using var balancer = await StartAsync([server.Port]);
        using var client = Balancers.Connect(balancer);
        for (var i = 0; i < 20; i++)
        {
            client.Send(Balancers.Get());
            Assert.Equal(OnlyThis, Reply.Read(client).Body);
        }

        Wellness.IsWell(balancer);
    }

    [Theory]
    [InlineData(Break.Close)]
    [InlineData(Break.Reset)]
    [InlineData(Break.Garbage)]
    [InlineData(Break.Alert)]
    [InlineData(Break.HalfARecord)]
    public async Task A_cut_before_the_answer_is_tried_again_only_where_repeating_does_no_harm(Break how)
    {
        using var bad = Wellness.ButBare(socket => BreakOff(socket, how), overTls: true);
        using var good = RawBackEnd.Saying("good", overTls: true);
        await using var balancer = await StartAsync([bad.Port, good.Port]);
        Assert.Equal("good", Balancers.Ask(balancer, Balancers.Get()).Body);
        var reply = Balancers.Ask(balancer, "POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal((502, "server-cut"), (reply.Status, reply.Field("X-Balancer-Reason")));
        Wellness.Until(() => bad.Ended == 2, "the connection was left open");
        Wellness.IsWell(balancer);
    }

    /// <summary>Ends the connection in a way that TLS does not take for its end.</summary>
    private static void BreakOff(ServerSocket socket, Break how)
    {
        switch (how)
        {
            case Break.Close:
                socket.CutSide();
                break;
            case Break.Reset:
                socket.Reset();
                return;
            case Break.Garbage:
                socket.SendRaw("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8);
                break;
            case Break.Alert:
                // Fatal, internal_error; after the handshake it is no ciphertext either.
                socket.SendRaw([21, 3, 3, 0, 2, 2, 80]);
                break;
            case Break.HalfARecord:
                socket.SendRaw([23, 3, 3, 0, 100, 1, 2, 3]);
                socket.CutSide();
                break;
        }

        // Nothing is left unread, which would turn the close into a reset.
        socket.DrainRaw();
        socket.Abort();
    }

    private static Task<BalancerServer> StartAsync(IEnumerable<int> ports, TimeoutConfig? timeouts = null) => Balancers.StartAsync(
        ports, b => b with { Tls = new ServerTlsConfig { Verify = false } }, l => l with { Timeouts = timeouts ?? l.Timeouts });
}
