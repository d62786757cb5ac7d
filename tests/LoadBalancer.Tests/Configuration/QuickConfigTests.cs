using FromScratch.LoadBalancer.Configuration;
using FsCheck.Xunit;

namespace FromScratch.LoadBalancer.Tests.Configuration;

public sealed class QuickConfigTests
{
    private static readonly QuickOptions Two = new()
    {
        Listens = ["http://127.0.0.1:8080", "tcp://127.0.0.1:8081"],
        Backends = ["http://127.0.0.1:9001", "127.0.0.1:9002"],
    };

    [Fact]
    public void Two_switches_make_a_balancer()
    {
        var result = QuickConfig.From(Two);
        Assert.Empty(result.Errors);
        var config = result.Config!;
        Assert.Equal(["main", "main-2"], config.Listeners.Select(listener => listener.Name));
        Assert.All(config.Listeners, listener => Assert.Equal("default", listener.Routes.Single().Targets.Single().Backend));
        var backend = Assert.Single(config.Backends);
        Assert.Equal(("default", CheckKind.Tcp), (backend.Name, backend.HealthCheck!.Kind));
        Assert.Equal(["127.0.0.1:9001", "127.0.0.1:9002"], backend.Servers.Select(server => server.Name));
        Assert.Null(backend.Sticky);
    }

    [Fact]
    public void More_switches_choose_policy_check_and_stickiness()
    {
        var config = QuickConfig.From(Two with { Policy = "leastconnections", CheckPath = "/up", StickyCookie = "srv" }).Config!;
        var backend = config.Backends[0];
        Assert.Equal(BalancePolicy.LeastConnections, backend.Policy);
        Assert.Equal((CheckKind.Http, "/up"), (backend.HealthCheck!.Kind, backend.HealthCheck.Path));
        Assert.Equal(("srv", 32), (backend.Sticky!.Cookie, backend.Sticky.Secret.Length));
    }

    [Fact]
    public void Errors_name_the_switch()
    {
        var wrong = new QuickOptions
        {
            Listens = ["127.0.0.1:80"],
            Backends = ["a"],
            Policy = "best",
            CheckPath = "up",
            StickyCookie = "a b",
            StickySecret = "short",
        };
        Assert.Equal(
            [
                "--listen: \"127.0.0.1:80\" needs http://, https:// or tcp:// in front, or protocol beside it",
                "--backend: \"a\" is not an address such as 127.0.0.1:9001",
                "--policy: \"best\" is not one of random, roundRobin, leastConnections, peakEwma, hash, source, first",
                "--check: \"up\" is not a path that begins with /",
                "--sticky-secret: what is given is not at least 16 characters long",
                "--sticky: \"a b\" is not a token of HTTP: letters, digits and !#$%&'*+-.^_`|~",
            ],
            QuickConfig.From(wrong).Errors);
    }

    [Fact]
    public void What_is_missing_or_doubled_is_told()
    {
        Assert.Equal(["--backend: is missing"], QuickConfig.From(new QuickOptions()).Errors);
        Assert.Equal(["--listen: there has to be at least one"], QuickConfig.From(Two with { Listens = [] }).Errors);
        Assert.Equal(
            ["--backend: \"a:1\" is given twice"],
            QuickConfig.From(Two with { Backends = ["a:1", "a:1"] }).Errors);
        Assert.Equal(["--sticky-secret: needs --sticky beside it"], QuickConfig.From(Two with { StickySecret = "x" }).Errors);
    }

    [Property(MaxTest = 200)]
    public bool Any_texts_are_answered(string?[] listens, string?[] backends, string? policy)
    {
        var options = new QuickOptions
        {
            Listens = [.. (listens ?? []).Select(text => text ?? "\ud800")],
            Backends = [.. (backends ?? []).Select(text => text ?? "\udc00:1")],
            Policy = policy,
        };
        var result = QuickConfig.From(options);
        return result.IsGood == (result.Errors.Count == 0);
    }
}
