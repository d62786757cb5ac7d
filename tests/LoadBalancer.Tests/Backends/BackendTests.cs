using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.LoadBalancer.Health;
using FromScratch.TestKit;

namespace FromScratch.LoadBalancer.Tests.Backends;

/// <summary>Who is usable, and what survives which change.</summary>
public sealed class BackendTests
{
    private static readonly CheckOutcome Good = new(true, 200, 1, "status 200");
    private static readonly CheckOutcome Bad = new(false, 0, 1, "refused");

    [Fact]
    public void Nobody_unusable_is_chosen_while_somebody_usable_is_there() => Seeds.ForEach(200, random =>
    {
        var policy = (BalancePolicy)random.NextInt32(7);
        var config = Engines.Config(policy, 1, 2, 1, 3) with { HealthCheck = new HealthCheckConfig { Rise = 1, Fall = 1 } };
        var backend = Engines.Make(config, seed: random.NextUInt64());
        for (var step = 0; step < 100; step++)
        {
            var server = backend.Servers[random.NextInt32(4)];
            switch (random.NextInt32(4))
            {
                case 0:
                    backend.CheckDone(server, random.Chance(0.5) ? Good : Bad, step);
                    break;
                case 1:
                    backend.SetMode(server, (ServerMode)random.NextInt32(3), step);
                    break;
                case 2:
                    for (var i = 0; i < 5; i++)
                        backend.Report(server, OutcomeKind.Reset, step);
                    break;
                default:
                    backend.Tick(step * 1000L);
                    break;
            }

            var usable = backend.Servers.Where(s => s is { Mode: ServerMode.Ready, IsUp: true, IsEjected: false }).ToList();
            var picked = backend.Pick(random.NextUInt64());
            Assert.Equal(usable.Count > 0, picked is not null);
            if (picked is null)
                continue;
            Assert.Contains(picked, usable);
            backend.Release(picked);
        }
    });

    [Fact]
    public void A_server_that_failed_this_request_is_the_last_resort()
    {
        var backend = Engines.Make(Engines.Config(BalancePolicy.First, 1, 1, 1));
        var (a, b, c) = (backend.Find("s0"), backend.Find("s1"), backend.Find("s2"));
        Assert.Same(b, backend.Pick(tried: [a]));
        Assert.Same(c, backend.Pick(tried: [a, b]));
        Assert.NotNull(backend.Pick(tried: [a, b, c]));
    }

    [Fact]
    public void Backups_serve_when_nobody_else_can()
    {
        var config = Engines.Config(BalancePolicy.Random, 1, 1);
        config = config with { Servers = [config.Servers[0], config.Servers[1] with { Backup = true }], };
        var backend = Engines.Make(config with { HealthCheck = new HealthCheckConfig { Rise = 1, Fall = 1 } });
        Assert.All(Enumerable.Range(0, 50), _ => Assert.Equal("s0", backend.Pick()!.Name));
        backend.CheckDone(backend.Find("s0")!, Bad, 1);
        Assert.Equal("s1", backend.Pick()!.Name);
        backend.CheckDone(backend.Find("s0")!, Good, 2);
        Assert.Equal("s0", backend.Pick()!.Name);
    }

    [Fact]
    public void In_panic_health_is_not_looked_at()
    {
        var events = new SeenEvents();
        var backend = Engines.Make(
            Engines.Config(BalancePolicy.RoundRobin, 1, 1, 1, 1) with { PanicPercent = 50, HealthCheck = new() { Fall = 1, Rise = 1 } },
            events);
        for (var i = 0; i < 3; i++)
            backend.CheckDone(backend.Find($"s{i}")!, Bad, i);
        Assert.True(backend.IsPanic);
        Assert.Equal(4, Enumerable.Range(0, 40).Select(_ => backend.Pick()!.Name).Distinct().Count());
        backend.CheckDone(backend.Find("s0")!, Good, 9);
        Assert.False(backend.IsPanic);
        Assert.Equal(["down s0", "down s1", "down s2", "panic", "up s0", "calm"], events.Seen);
    }

    [Fact]
    public void Limits_are_kept_whoever_asks()
    {
        var backend = Engines.Make(Engines.Config(BalancePolicy.Random, 1, 1) with { ServerRequestsMax = 3, RequestsMax = 5 });
        for (var i = 0; i < 5; i++)
            Assert.Equal(PickResult.Picked, backend.Ask());
        Assert.Equal(PickResult.BreakerOpen, backend.Ask());
        Assert.Equal((5, 3), (backend.InFlight, backend.Servers.Max(s => s.InFlight)));
    }

    [Fact]
    public void Retries_have_a_budget()
    {
        var config = Engines.Config(BalancePolicy.Random, 1, 1);
        var backend = Engines.Make(config with { Retry = new RetryConfig { BudgetPercent = 20, BudgetMin = 2 } });
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => backend.TryStartRetry()));
        backend.EndRetry();
        Assert.True(backend.TryStartRetry());
        for (var i = 0; i < 50; i++)
            backend.Ask();
        Assert.Equal(8, Enumerable.Range(0, 20).Count(_ => backend.TryStartRetry()));
    }

    [Fact]
    public void Ejections_grow_and_never_take_too_many()
    {
        var events = new SeenEvents();
        var config = Engines.Config(BalancePolicy.Random, 1, 1, 1, 1) with { Outlier = new OutlierConfig { ConsecutiveFailures = 3 } };
        var backend = Engines.Make(config, events);
        long now = 1000;
        foreach (var expected in new[] { 10_000, 20_000, 30_000 })
        {
            for (var i = 0; i < 3; i++)
                backend.Report(backend.Find("s0")!, OutcomeKind.Responded, now, status: 503);
            Assert.Equal($"ejected s0 for {expected}: 3 failures in a row", events.Seen[^1]);
            backend.Tick(now + expected - 1);
            Assert.True(backend.Find("s0")!.IsEjected);
            backend.Tick(now += expected);
            Assert.False(backend.Find("s0")!.IsEjected);
        }

        foreach (var server in backend.Servers)
        {
            for (var i = 0; i < 3; i++)
                backend.Report(server, OutcomeKind.ConnectFailed, now);
        }

        Assert.Equal(2, backend.Servers.Count(s => s.IsEjected));
        var alone = Engines.Make(Engines.Config(BalancePolicy.Random, 1));
        for (var i = 0; i < 50; i++)
            alone.Report(alone.Find("s0")!, OutcomeKind.Reset, now);
        Assert.False(alone.Find("s0")!.IsEjected);
    }

    [Fact]
    public void A_success_between_failures_sets_the_count_back()
    {
        var backend = Engines.Make(Engines.Config(BalancePolicy.Random, 1, 1));
        var server = backend.Find("s0")!;
        for (var i = 0; i < 100; i++)
            backend.Report(server, i % 5 == 4 ? OutcomeKind.Responded : OutcomeKind.Reset, i);
        Assert.False(server.IsEjected);
    }

    [Fact]
    public void A_window_shows_who_fails_and_who_is_slow()
    {
        var config = Engines.Config(BalancePolicy.Random, 1, 1, 1, 1, 1) with
        {
            Outlier = new OutlierConfig { ConsecutiveFailures = 0, FailurePercent = 30, LatencyPercent = 300 },
        };
        var backend = Engines.Make(config);
        backend.Tick(0);
        foreach (var server in backend.Servers)
        {
            for (var i = 0; i < 50; i++)
            {
                Assert.NotNull(backend.Pick(sticky: server));
                var fails = server.Name == "s0" && i % 3 == 0;
                backend.Report(
                    server, fails ? OutcomeKind.Reset : OutcomeKind.Responded, i, latencyUs: server.Name == "s1" ? 9_000 : 1_000);
                backend.Release(server);
            }
        }

        backend.Tick(10_000);
        Assert.Equal(["s0", "s1"], backend.Servers.Where(s => s.IsEjected).Select(s => s.Name));
    }

    [Fact]
    public void A_server_that_returns_starts_slowly_and_one_at_the_start_does_not()
    {
        var backend = Engines.Make(
            Engines.Config(BalancePolicy.Random, 10, 10) with { SlowStartMs = 10_000, HealthCheck = new() { Fall = 1, Rise = 1 } });
        Assert.Equal([10.0, 10.0], backend.Set.Weights);
        backend.CheckDone(backend.Find("s0")!, Bad, 1000);
        backend.CheckDone(backend.Find("s0")!, Good, 2000);
        Assert.Equal([1.0, 10.0], backend.Set.Weights);
        backend.Tick(7000);
        Assert.Equal([5.0, 10.0], backend.Set.Weights);
        backend.Tick(12_000);
        Assert.Equal([10.0, 10.0], backend.Set.Weights);
    }

    [Fact]
    public void A_reload_keeps_what_is_known_of_servers_that_stay()
    {
        var config = Engines.Config(BalancePolicy.Random, 1, 1, 1) with { HealthCheck = new HealthCheckConfig { Fall = 1, Rise = 2 } };
        var backend = Engines.Make(config);
        var (a, b, c) = (backend.Find("s0")!, backend.Find("s1")!, backend.Find("s2")!);
        backend.SetMode(a, ServerMode.Drain, 1);
        backend.SetWeight(b, 7, 1);
        backend.CheckDone(b, Bad, 1);
        var held = backend.Pick()!;
        Assert.Same(c, held);
        var next = config with { Servers = [config.Servers[0], config.Servers[1], config.Servers[2] with { Port = 5 }] };
        Assert.Equal([c], backend.Apply(next, 2));
        Assert.Same(a, backend.Find("s0"));
        Assert.Equal((ServerMode.Drain, 7, false), (a.Mode, b.Weight, b.IsUp));
        // A server that nobody has checked yet is not taken for healthy.
        Assert.False(backend.Find("s2")!.IsUp);
        Assert.Equal([c], backend.Leaving);
        backend.CheckDone(backend.Find("s2")!, Good, 3);
        Assert.True(backend.Find("s2")!.IsUp);
        backend.Release(held);
        backend.Tick(4);
        Assert.Empty(backend.Leaving);
    }

    [Fact]
    public void Counts_return_to_nothing_after_many_threads()
    {
        var backend = Engines.Make(Engines.Config(BalancePolicy.LeastConnections, 1, 2, 3) with { ServerRequestsMax = 4 });
        var threads = Enumerable.Range(0, 2).Select(loop => new Thread(() =>
        {
            for (var i = 0; i < 50_000; i++)
            {
                if (backend.Pick(new PickRequest { NowMs = i }, loop, out var server) != PickResult.Picked)
                    continue;
                Assert.InRange(server!.InFlight, 1, 5);
                backend.Release(server);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Equal(0, backend.InFlight);
        Assert.All(backend.Servers, server => Assert.Equal(0, server.InFlight));
    }
}
