using System.Net;
using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>What is added, changed and left out between client and server.</summary>
public sealed class FieldTests
{
    [Fact]
    public async Task Hop_by_hop_fields_stay_and_all_others_pass_in_their_order()
    {
        using var server = new RawBackEnd((_, to) => to.Send(RawBackEnd.Ok(
            "x", "Keep-Alive: timeout=5\r\nX-B: 1\r\nConnection: X-Private\r\nX-Private: 1\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n")));
        await using var balancer = await Balancers.StartAsync([server.Port]);
        var reply = Balancers.Ask(balancer, Balancers.Get(fields:
            "X-A: 1\r\nConnection: X-Secret\r\nX-Secret: 1\r\nTE: trailers\r\nProxy-Authorization: x\r\nCookie: c=1\r\nX-A: 2\r\n"));
        var seen = Assert.Single(server.Seen).Head;
        Assert.Contains("\r\nX-A: 1\r\nCookie: c=1\r\nX-A: 2\r\n", seen);
        foreach (var gone in new[] { "X-Secret", "TE:", "Proxy-Authorization", "Connection" })
            Assert.DoesNotContain(gone, seen);
        Assert.Contains("\r\nX-B: 1\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n", reply.Head);
        Assert.DoesNotContain("X-Private", reply.Head);
        Assert.DoesNotContain("Keep-Alive", reply.Head);
    }

    [Fact]
    public async Task A_client_that_nobody_trusts_cannot_say_who_it_is()
    {
        using var server = RawBackEnd.Saying("x");
        await using var balancer = await Balancers.StartAsync([server.Port]);
        Balancers.Ask(
            balancer, Balancers.Get(fields: "X-Forwarded-For: 192.0.2.9\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil\r\n"));
        var seen = Assert.Single(server.Seen);
        Assert.Equal(("127.0.0.1", "http", "example.com"),
            (seen.Field("X-Forwarded-For"), seen.Field("X-Forwarded-Proto"), seen.Field("X-Forwarded-Host")));
        Assert.DoesNotContain("192.0.2.9", seen.Head);
        Assert.StartsWith("1.1 fs-", seen.Field("Via"));
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-01$", seen.Field("traceparent"));
    }

    [Fact]
    public async Task A_proxy_that_is_trusted_is_added_to()
    {
        using var server = RawBackEnd.Saying("x");
        await using var balancer = await Balancers.StartAsync(
            [server.Port], listener: l => l with { TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")], SendForwarded = true });
        const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        Balancers.Ask(balancer, Balancers.Get(fields:
            $"X-Forwarded-For: 192.0.2.9\r\nX-Forwarded-For: 192.0.2.8\r\nX-Forwarded-Proto: https\r\ntraceparent: {Trace}\r\n"));
        var seen = Assert.Single(server.Seen);
        Assert.Equal(("192.0.2.9, 192.0.2.8, 127.0.0.1", "https", Trace),
            (seen.Field("X-Forwarded-For"), seen.Field("X-Forwarded-Proto"), seen.Field("traceparent")));
        Assert.Equal("for=127.0.0.1;proto=http;host=\"example.com\"", seen.Field("Forwarded"));
    }

    [Fact]
    public async Task A_route_rewrites_path_host_and_fields()
    {
        using var server = new RawBackEnd((_, to) => to.Send(RawBackEnd.Ok("x", "Server: secret/1\r\nX-Old: 1\r\n")));
        await using var balancer = await Balancers.StartAsync([server.Port], route: r => r with
        {
            Match = new RouteMatch { PathPrefix = "/api" },
            Rewrite = new RewriteConfig
            {
                PathPrefix = "/v2",
                Host = "inner.example.com",
                Request = [new HeaderChange("X-Tenant", "blue"), new HeaderChange("User-Agent", null)],
                Response = [new HeaderChange("Server", "edge"), new HeaderChange("X-Old", null)],
            },
        });
        var reply = Balancers.Ask(balancer, Balancers.Get("/api/items?q=1", "User-Agent: me\r\nX-Tenant: red\r\n"));
        var seen = Assert.Single(server.Seen);
        Assert.Equal(("GET /v2/items?q=1 HTTP/1.1", "inner.example.com", "blue"), (seen.Line, seen.Field("Host"), seen.Field("X-Tenant")));
        Assert.DoesNotContain("red", seen.Head);
        Assert.Null(seen.Field("User-Agent"));
        Assert.Equal("edge", reply.Field("Server"));
        Assert.Null(reply.Field("X-Old"));
        Assert.Equal(404, Balancers.Ask(balancer, Balancers.Get("/apis")).Status);
        Assert.Equal(400, Balancers.Ask(balancer, Balancers.Get("/api/../admin")).Status);
    }

    [Fact]
    public async Task An_absolute_target_decides_the_host()
    {
        using var server = RawBackEnd.Saying("x");
        await using var balancer = await Balancers.StartAsync([server.Port]);
        Balancers.Ask(balancer, "GET http://example.com/p?q HTTP/1.1\r\nHost: b.example.com\r\n\r\n");
        var seen = Assert.Single(server.Seen);
        Assert.Equal(("GET /p?q HTTP/1.1", "example.com"), (seen.Line, seen.Field("Host")));
        Assert.DoesNotContain("b.example.com", seen.Head);
    }

    [Fact]
    public async Task A_request_that_comes_round_again_is_stopped()
    {
        using var first = new RelayPort();
        await using var balancer = await Balancers.StartAsync([first.Port]);
        first.LeadTo(balancer.EndPoint.Port);
        var reply = Balancers.Ask(balancer, Balancers.Get());
        Assert.Equal((508, "loop-detected"), (reply.Status, reply.Field("X-Balancer-Reason")));
    }

    [Fact]
    public async Task A_sticky_client_keeps_its_server_while_that_drains()
    {
        using var one = RawBackEnd.Saying("one");
        using var two = RawBackEnd.Saying("two");
        await using var balancer = await Balancers.StartAsync([one.Port, two.Port], b => b with
        {
            Policy = BalancePolicy.RoundRobin,
            Sticky = new StickyConfig { Secret = "sixteen characters", Cookie = "srv" },
        });
        var first = Balancers.Ask(balancer, Balancers.Get());
        var cookie = first.Field("Set-Cookie")!.Split(';')[0];
        Assert.StartsWith("srv=", cookie);
        var backend = balancer.Backends.Get("web");
        backend.SetMode(backend.Find(first.Body == "one" ? "s1" : "s2")!, ServerMode.Drain, 0);
        for (var i = 0; i < 5; i++)
        {
            var again = Balancers.Ask(balancer, Balancers.Get(fields: $"Cookie: a=1; {cookie}; b=2\r\n"));
            Assert.Equal((first.Body, null), (again.Body, again.Field("Set-Cookie")));
        }

        var forged = Balancers.Ask(balancer, Balancers.Get(fields: $"Cookie: {cookie[..^1]}{(cookie[^1] == 'A' ? 'B' : 'A')}\r\n"));
        Assert.NotEqual(first.Body, forged.Body);
        Assert.NotNull(forged.Field("Set-Cookie"));
    }
}
