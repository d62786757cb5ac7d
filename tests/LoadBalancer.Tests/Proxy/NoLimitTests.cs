using FromScratch.LoadBalancer.Configuration;
using FromScratch.TestKit;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Time limits of 0 are none.</summary>
public sealed class NoLimitTests
{
    [Fact]
    public async Task Nobody_is_sent_away_where_there_are_no_limits()
    {
        using var clock = new TestClock();
        using var release = new ManualResetEventSlim();
        using var server = new RawBackEnd((request, to) =>
            (request.Line.Contains("/other", StringComparison.Ordinal) || release.Wait(TimeSpan.FromSeconds(30)))
            && to.Send(RawBackEnd.Ok("good")));
        var none = new TimeoutConfig { HeadMs = 0, BodyMs = 0, KeepAliveMs = 0, ResponseMs = 0, ConnectMs = 0, TunnelMs = 0 };
        var config = Balancers.Config([server.Port], listener: l => l with { Timeouts = none });
        await using var balancer = await BalancerServer.StartAsync(config, clock.Time);
        using var client = Balancers.Connect(balancer);
        Wellness.Until(() => balancer.Transport.Stats().Total.ConnectionsCurrent == 1, "it was not accepted");
        PassTime();
        client.Send("GET / HTTP/1.1\r\n");
        PassTime();
        client.Send("Host: example.com\r\n\r\n");
        Wellness.Until(
            () => server.Seen.Any(seen => seen.Line.Contains(" / ", StringComparison.Ordinal)), "the request did not come through");
        PassTime();
        release.Set();
        Assert.Equal("good", Reply.Read(client).Body);
        PassTime();
        client.Send(Balancers.Get());
        Assert.Equal("good", Reply.Read(client).Body);

        void PassTime()
        {
            // As other connections go on being served, the loop that holds this one has looked at its limits as well.
            for (var i = 0; i < 8; i++)
            {
                clock.AdvanceSeconds(3600);
                Assert.Equal("good", Balancers.Ask(balancer, Balancers.Get("/other")).Body);
            }

            Assert.Contains(balancer.Transport.Connections(), one => one.IdleSeconds > 0);
        }
    }
}
