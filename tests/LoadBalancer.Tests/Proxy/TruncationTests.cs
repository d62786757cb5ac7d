using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Responses that broke off where nothing but the end of the connection tells a client that it has all.</summary>
public abstract class TruncationTests(bool overTls) : BothWays(overTls)
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\nonly this")]
    public async Task Chunks_that_break_off_do_not_look_whole_to_an_old_client(string answer)
    {
        using var server = Answering((_, to) => !to.Send(answer));
        await using var balancer = await StartAsync([server.Port]);
        Assert.False(ClientEnd.Of(balancer, "GET / HTTP/1.0\r\n\r\n").IsWhole);
    }

    [Theory]
    [InlineData("GET / HTTP/1.0\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n")]
    public async Task A_body_without_length_that_is_reset_does_not_look_whole(string request)
    {
        using var isRead = new ManualResetEventSlim();
        using var server = Answering((_, to) =>
        {
            to.Send("HTTP/1.1 200 OK\r\n\r\nonly this");
            isRead.Wait(TimeSpan.FromSeconds(30));
            to.Reset();
            return false;
        });
        await using var balancer = await StartAsync([server.Port]);
        Assert.False(ClientEnd.Of(balancer, request, "only this", isRead).IsWhole);
    }

    [Fact]
    public async Task A_body_without_length_that_stops_does_not_look_whole()
    {
        using var server = Answering((_, to) => to.Send("HTTP/1.1 200 OK\r\n\r\nonly this"));
        await using var balancer = await StartAsync(
            [server.Port], listener: l => l with { Timeouts = new TimeoutConfig { BodyMs = 300 } });
        Assert.False(ClientEnd.Of(balancer, Balancers.Get()).IsWhole);
    }
}

public sealed class TruncationTestsInTheClear() : TruncationTests(false);

public sealed class TruncationTestsOverTls() : TruncationTests(true);
