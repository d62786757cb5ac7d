using FromScratch.LoadBalancer.Configuration;
using FromScratch.TestKit.Sockets;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Servers that answer before they have the request, or do not read it.</summary>
public abstract class UploadFaultTests(bool overTls) : BothWays(overTls)
{
    private const string TooLarge = "HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nno!";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("Content-Length: 10\r\n", "12345", "67890")]
    [InlineData("Transfer-Encoding: chunked\r\n", "5\r\n12345\r\n", "5\r\n67890\r\n0\r\n\r\n")]
    public async Task An_early_answer_ends_the_request_and_the_rest_of_it_is_read_away(string framing, string first, string rest)
    {
        using var server = ButBare(socket =>
        {
            socket.Send(TooLarge);
            socket.Drain();
        });
        await using var balancer = await StartAsync([server.Port]);
        using var client = Balancers.Connect(balancer);
        client.Send($"POST / HTTP/1.1\r\nHost: example.com\r\n{framing}\r\n{first}");
        var reply = Reply.Read(client);
        Assert.Equal((413, "no!"), (reply.Status, reply.Body));
        client.Send(rest + Balancers.Get(Wellness.GoodPath));
        Assert.Equal("good", Reply.Read(client).Body);
        // The server has half a request on that connection: it serves no other.
        Assert.Equal(2, server.Connections);
        Wellness.Until(() => server.Ended == 1, "the server's connection was left open");
        Wellness.IsWell(balancer);
    }

    [Fact]
    public async Task A_large_body_that_the_server_does_not_read_does_not_keep_its_answer_back()
    {
        using var mayEnd = new ManualResetEventSlim();
        using var server = ButBare(socket =>
        {
            socket.Send(TooLarge);
            mayEnd.Wait(Patience);
        });
        await using var balancer = await StartAsync([server.Port]);
        using var client = Balancers.Connect(balancer);
        client.Send($"POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: {64 << 20}\r\n\r\n");
        var sending = Task.Run(() => client.SendWhileOpen(new byte[64 << 20], Patience), TestContext.Current.CancellationToken);
        var reply = Reply.Read(client);
        Assert.Equal((413, "no!"), (reply.Status, reply.Body));
        Assert.Equal("", client.ReadToEnd());
        Assert.False(await sending, "64 MiB were read away");
        Wellness.IsWell(balancer);
        mayEnd.Set();
    }

    [Fact]
    public async Task A_server_that_never_reads_ends_in_time_and_not_in_memory()
    {
        using var mayEnd = new ManualResetEventSlim();
        using var server = ButBare(_ => mayEnd.Wait(Patience));
        await using var balancer = await StartAsync(
            [server.Port], listener: l => l with { Timeouts = new TimeoutConfig { BodyMs = 700, ResponseMs = 700 } });
        using var client = Balancers.Connect(balancer);
        client.Send($"POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: {64 << 20}\r\n\r\n");
        var sending = Task.Run(() => client.SendWhileOpen(new byte[64 << 20], Patience), TestContext.Current.CancellationToken);
        Wellness.Until(() => balancer.Transport.Stats().Total.BytesRead > 1 << 20, "nothing was sent on");
        Assert.All(balancer.Transport.Connections(), one => Assert.InRange(one.OutputBytes, 0, 1 << 20));
        Assert.Contains(Reply.Read(client).Status, (int[])[408, 502, 504]);
        Assert.False(await sending, "64 MiB were taken");
        Wellness.IsWell(balancer);
        mayEnd.Set();
    }

    [Fact]
    public async Task An_answer_is_not_lost_when_the_server_closes_behind_it_with_the_body_unread()
    {
        using var server = ButBare(socket =>
        {
            socket.Send(TooLarge);
            socket.CloseSide();
            socket.Drain();
        });
        await using var balancer = await StartAsync([server.Port]);
        for (var i = 0; i < 20; i++)
        {
            using var client = Balancers.Connect(balancer);
            client.Send("POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 100000\r\n\r\n" + new string('b', 50_000));
            Assert.Equal(413, Reply.Read(client).Status);
        }

        Wellness.IsWell(balancer);
    }
}

public sealed class UploadFaultTestsInTheClear() : UploadFaultTests(false);

public sealed class UploadFaultTestsOverTls() : UploadFaultTests(true);
