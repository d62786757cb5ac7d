using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Clients that misbehave.</summary>
public sealed class FaultTests
{
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
