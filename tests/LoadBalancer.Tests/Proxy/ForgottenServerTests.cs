using System.Runtime.CompilerServices;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Servers and backends that a reload took away are not kept for the life of the process.</summary>
[Collection(MeasuredAlone.Name)]
public sealed class ForgottenServerTests
{
    private const int Rounds = 40;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_taken_away_leaves_nothing_behind(bool takesBackends)
    {
        // Their connections are closed before they leave, so that none of them is there to be noticed.
        using var server = new RawBackEnd((_, to) => !to.Send(RawBackEnd.Ok("good", "Connection: close\r\n")));
        await using var balancer = await Balancers.StartAsync([server.Port]);
        var gone = new List<WeakReference>();
        for (var i = 0; i < Rounds; i++)
            gone.Add(Round(balancer, server.Port, i, takesBackends));
        Wellness.Until(
            () =>
            {
                _ = MeasuredAlone.UsedBytes();
                return gone.Count(one => one.IsAlive) <= Rounds / 4;
            },
            "servers that are gone are kept");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Round(BalancerServer balancer, int port, int number, bool takesBackends)
    {
        var config = Balancers.Config([port]);
        var backend = config.Backends[0] with
        {
            Name = takesBackends ? $"web{number}" : "web",
            Servers = [config.Backends[0].Servers[0] with { Name = $"server{number}" }],
        };
        var front = balancer.Config.Listeners[0];
        Assert.Null(balancer.Apply(balancer.Config with
        {
            Backends = [backend],
            Listeners = [front with { Routes = [front.Routes[0] with { Targets = [new RouteTarget(backend.Name)] }] }],
        }));
        for (var i = 0; i < 4; i++)
            Assert.Equal("good", Balancers.Ask(balancer, Balancers.Get()).Body);
        return new WeakReference(balancer.Backends.Get(backend.Name).Find($"server{number}"));
    }
}
