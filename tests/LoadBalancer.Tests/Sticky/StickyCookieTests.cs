using System.Text;
using FromScratch.Core.Buffers;
using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.LoadBalancer.Health;
using FromScratch.LoadBalancer.Sticky;
using FromScratch.LoadBalancer.Tests.Backends;

namespace FromScratch.LoadBalancer.Tests.Sticky;

/// <summary>Which cookies name a server, and which servers are given to who has one.</summary>
public sealed class StickyCookieTests
{
    private static readonly StickyConfig Config = new() { Secret = "a secret of 16 or more" };
    private readonly Backend _backend = Engines.Make(Engines.Config(BalancePolicy.First, 1, 1, 1) with
    {
        Sticky = Config,
        HealthCheck = new HealthCheckConfig { Rise = 1, Fall = 1 },
        Outlier = new OutlierConfig { ConsecutiveFailures = 1 },
    });

    private readonly StickyCookie _cookie = new(Config, "web");

    private Server Last => _backend.Servers[2];

    [Fact]
    public void A_cookie_names_its_server_and_tells_nothing_of_it()
    {
        Assert.All(_backend.Servers, server => Assert.Same(server, Named(ValueOf(_cookie, server))));
        Assert.Equal(3, _backend.Servers.Select(server => ValueOf(_cookie, server)).Distinct().Count());
        Assert.All(_backend.Servers, server =>
        {
            Assert.Matches("^[A-Za-z0-9_-]{24}$", ValueOf(_cookie, server));
            Assert.DoesNotContain(server.Name, LineOf(_cookie, server));
            Assert.DoesNotContain($"{server.Port}", LineOf(_cookie, server));
        });
    }

    [Fact]
    public void A_forged_or_cut_cookie_names_nobody()
    {
        var value = ValueOf(_cookie, Last);
        for (var length = 0; length < value.Length; length++)
        {
            Assert.Null(Named(value[..length]));
            Assert.Null(Named(value[(length + 1)..]));
        }

        for (var i = 0; i < value.Length; i++)
            Assert.Null(Named(value[..i] + (value[i] == 'A' ? 'B' : 'A') + value[(i + 1)..]));
        Assert.All(
            (string[])["", " ", "s2", "web/s2", "\"" + value + "\"", value + "=", value + value, value.ToUpperInvariant(), "%00", "\u00ff"],
            forged => Assert.Null(Named(forged)));
    }

    [Fact]
    public void A_cookie_of_another_secret_or_backend_names_nobody()
    {
        var other = new StickyCookie(Config with { Secret = "another of 16 or more" }, "web");
        var elsewhere = new StickyCookie(Config, "api");
        foreach (var server in _backend.Servers)
        {
            Assert.Null(Named(ValueOf(other, server)));
            Assert.Null(Named(ValueOf(elsewhere, server)));
            Assert.Null(other.ServerOf(_backend, Encoding.ASCII.GetBytes(ValueOf(_cookie, server))));
            // What each has made last is not taken for another's.
            Assert.Same(server, Named(ValueOf(_cookie, server)));
        }

        Assert.Same(Last, new StickyCookie(Config, "web").ServerOf(_backend, Encoding.ASCII.GetBytes(ValueOf(_cookie, Last))));
    }

    [Fact]
    public void The_line_says_what_is_configured()
    {
        Assert.Equal($"Set-Cookie: fs-server={ValueOf(_cookie, Last)}; Path=/; HttpOnly; SameSite=Lax\r\n", LineOf(_cookie, Last));
        var strict = new StickyCookie(Config with { Cookie = "at", MaxAgeSeconds = 60, Secure = true }, "web");
        Assert.Equal(
            $"Set-Cookie: at={ValueOf(_cookie, Last)}; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure\r\n", LineOf(strict, Last));
    }

    [Fact]
    public void A_cookie_of_a_server_that_is_removed_names_nobody_until_it_is_back()
    {
        var (value, gone) = (ValueOf(_cookie, Last), Last);
        _backend.Remove("s2", 1);
        Assert.Null(Named(value));
        Assert.Equal("s0", _backend.Pick(sticky: gone)!.Name);
        Assert.True(_backend.TryAdd(gone.Config, 2));
        Assert.Same(_backend.Find("s2"), Named(value));
        Assert.NotSame(gone, Named(value));
    }

    [Fact]
    public void A_draining_server_serves_those_who_stick_to_it_and_nobody_else()
    {
        foreach (var server in _backend.Servers.Take(2))
            _backend.SetMode(server, ServerMode.Drain, 1);
        Assert.Same(_backend.Servers[1], _backend.Pick(sticky: _backend.Servers[1]));
        Assert.Same(Last, _backend.Pick());
        _backend.SetWeight(Last, 0, 1);
        Assert.Same(Last, _backend.Pick(sticky: Last));
        Assert.Null(_backend.Pick());
    }

    [Fact]
    public void Who_sticks_to_a_server_that_cannot_serve_gets_another()
    {
        _backend.SetMode(Last, ServerMode.Maintenance, 1);
        Assert.Equal("s0", _backend.Pick(sticky: Last)!.Name);
        _backend.SetMode(Last, ServerMode.Ready, 1);
        Assert.Same(Last, _backend.Pick(sticky: Last));

        Assert.Equal("s0", _backend.Pick(sticky: Last, tried: [Last])!.Name);

        _backend.CheckDone(Last, new CheckOutcome(false, 0, 1, "refused"), 2);
        Assert.Equal("s0", _backend.Pick(sticky: Last)!.Name);
        _backend.CheckDone(Last, new CheckOutcome(true, 200, 1, ""), 3);
        Assert.Same(Last, _backend.Pick(sticky: Last));

        _backend.Report(Last, OutcomeKind.Reset, 4);
        Assert.True(Last.IsEjected);
        Assert.Equal("s0", _backend.Pick(sticky: Last)!.Name);
        _backend.Tick(4 + _backend.Config.Outlier.EjectionMs);
        Assert.Same(Last, _backend.Pick(sticky: Last));
    }

    private Server? Named(string value) => _cookie.ServerOf(_backend, Encoding.Latin1.GetBytes(value));

    private static string ValueOf(StickyCookie cookie, Server server) => LineOf(cookie, server).Split('=', ';')[1];

    private static string LineOf(StickyCookie cookie, Server server)
    {
        var output = new OutputBuffer();
        cookie.Write(server, output);
        return Encoding.ASCII.GetString(output.Written);
    }
}
