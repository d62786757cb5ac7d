using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>The limit of interim responses is one response's.</summary>
public abstract class InterimCountTests(bool overTls) : BothWays(overTls)
{
    private const string Hint = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n";

    [Fact]
    public async Task A_storm_is_not_held_against_the_clients_next_request()
    {
        using var server = Answering((request, to) => request.Line.Contains("/storm", StringComparison.Ordinal)
            ? to.Send(string.Concat(Enumerable.Repeat(Hint, 200)))
            : to.Send(Hint + RawBackEnd.Ok("good")));
        await using var balancer = await StartAsync([server.Port], b => b with { Retry = new RetryConfig { RetriesMax = 0 } });
        using var client = Balancers.Connect(balancer);
        client.Send(Balancers.Get("/storm"));
        Assert.Equal(502, Final(client).Status);
        client.Send(Balancers.Get());
        Assert.Equal((200, "good"), (Final(client) is var reply ? reply.Status : 0, reply.Body));
    }

    [Fact]
    public async Task A_storm_is_not_held_against_the_server_that_is_asked_instead()
    {
        using var bad = Answering((_, to) => to.Send(string.Concat(Enumerable.Repeat(Hint, 200))));
        using var good = Answering((_, to) => to.Send(Hint + RawBackEnd.Ok("good")));
        await using var balancer = await StartAsync([bad.Port, good.Port]);
        using var client = Balancers.Connect(balancer);
        client.Send(Balancers.Get());
        Assert.Equal((200, "good"), (Final(client) is var reply ? reply.Status : 0, reply.Body));
        Assert.Single(good.Seen);
    }

    private static Reply Final(TestKit.Sockets.TextClient client)
    {
        var reply = Reply.Read(client);
        while (reply.Status < 200)
            reply = Reply.Read(client);
        return reply;
    }
}

public sealed class InterimCountTestsInTheClear() : InterimCountTests(false);

public sealed class InterimCountTestsOverTls() : InterimCountTests(true);
