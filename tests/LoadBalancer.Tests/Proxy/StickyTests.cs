using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Clients with a cookie, as they come over the wire.</summary>
public sealed class StickyTests : IAsyncLifetime
{
    private static readonly StickyConfig Sticky = new() { Secret = "a secret of 16 or more" };
    private readonly RawBackEnd _one = RawBackEnd.Saying("one");
    private readonly RawBackEnd _two = RawBackEnd.Saying("two");
    private BalancerServer _balancer = null!;

    private Backend Web => _balancer.Backends.Get("web");

    public async ValueTask InitializeAsync() =>
        _balancer = await Balancers.StartAsync([_one.Port, _two.Port], b => b with { Sticky = Sticky });

    public async ValueTask DisposeAsync()
    {
        await _balancer.DisposeAsync();
        _one.Dispose();
        _two.Dispose();
    }

    [Fact]
    public void Who_has_a_cookie_stays_and_is_not_given_another()
    {
        var cookie = CookieOfTwo();
        for (var i = 0; i < 5; i++)
        {
            var reply = Ask(cookie);
            Assert.Equal(("two", null), (reply.Body, reply.Field("Set-Cookie")));
        }

        Assert.Equal("two", Ask($"a=b; {cookie}; c=d").Body);
        var first = Ask(null);
        Assert.Equal("one", first.Body);
        Assert.StartsWith("fs-server=", first.Field("Set-Cookie"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("s2")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("\u00e9\u00e9")]
    public void A_forged_cookie_is_as_good_as_none(string value)
    {
        var reply = Ask("fs-server=" + value);
        Assert.Equal("one", reply.Body);
        Assert.StartsWith("fs-server=", reply.Field("Set-Cookie"));
    }

    [Fact]
    public void A_drain_keeps_those_who_stick_and_maintenance_does_not()
    {
        var cookie = CookieOfTwo();
        Web.SetMode(Web.Find("s2")!, ServerMode.Drain, 1);
        Assert.Equal(("two", "one"), (Ask(cookie).Body, Ask(null).Body));
        Web.SetMode(Web.Find("s2")!, ServerMode.Maintenance, 1);
        var moved = Ask(cookie);
        Assert.Equal("one", moved.Body);
        Assert.Equal(("one", null), (Ask(CookieIn(moved)).Body, Ask(CookieIn(moved)).Field("Set-Cookie")));
    }

    [Fact]
    public void A_cookie_of_before_the_secret_changed_is_ignored()
    {
        var cookie = CookieOfTwo();
        var config = _balancer.Config;
        Assert.Null(_balancer.Apply(config with
        {
            Backends = [config.Backends[0] with { Sticky = Sticky with { Secret = "another of 16 or more" } }],
        }));
        var reply = Ask(cookie);
        Assert.Equal("one", reply.Body);
        Assert.NotNull(reply.Field("Set-Cookie"));
        Assert.Null(_balancer.Apply(config));
        Assert.Equal("two", Ask(cookie).Body);
    }

    [Fact]
    public void A_server_that_dies_gives_its_clients_to_another_for_good()
    {
        var cookie = CookieOfTwo();
        _two.Dispose();
        var reply = Ask(cookie);
        Assert.Equal("one", reply.Body);
        Assert.Equal("one", Ask(CookieIn(reply)).Body);
    }

    private string CookieOfTwo()
    {
        Web.SetMode(Web.Find("s1")!, ServerMode.Drain, 1);
        var reply = Ask(null);
        Assert.Equal("two", reply.Body);
        Web.SetMode(Web.Find("s1")!, ServerMode.Ready, 1);
        return CookieIn(reply);
    }

    private Reply Ask(string? cookie) => Balancers.Ask(_balancer, Balancers.Get(fields: cookie is null ? "" : $"Cookie: {cookie}\r\n"));

    private static string CookieIn(Reply reply) => reply.Field("Set-Cookie")!.Split(';')[0];
}
