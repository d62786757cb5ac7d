using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>A server may switch protocols only where the client has asked for it (RFC 9110 section 7.8).</summary>
public sealed class UnaskedUpgradeTests
{
    [Theory]
    [InlineData("")]
    [InlineData("Upgrade: websocket\r\n")]
    public async Task A_switch_that_nobody_asked_for_is_no_response(string fields)
    {
        using var server = Wellness.But((_, to) =>
            to.Send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"));
        await using var balancer = await Balancers.StartAsync([server.Port], b => b with { Retry = new RetryConfig { RetriesMax = 0 } });
        using var client = Balancers.Connect(balancer);
        // In a tunnel the second request would reach the server as it is, past routes, limits and fields.
        client.Send(Balancers.Get(fields: fields) + Balancers.Get("/second"));
        var reply = Reply.Read(client);
        Assert.Equal((502, "bad-response"), (reply.Status, reply.Field("X-Balancer-Reason")));
        Wellness.IsWell(balancer);
    }
}
