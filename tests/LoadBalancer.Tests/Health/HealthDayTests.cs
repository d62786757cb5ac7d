using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.LoadBalancer.Health;
using FromScratch.LoadBalancer.Tests.Backends;
using FromScratch.TestKit;

namespace FromScratch.LoadBalancer.Tests.Health;

/// <summary>A day of checks, answers and outages, in timers of a clock that the test moves.</summary>
public sealed class HealthDayTests
{
    private const int TickMs = 250;
    private const int TicksPerDay = 24 * 3600 * 1000 / TickMs;

    /// <summary>Fall checks in a row, the first of them a whole interval with its jitter away, each seen at a tick.</summary>
    private const int NoticedMs = 2_200 + 2 * (550 + TickMs) + TickMs;

    private static readonly BackendConfig Config = Engines.Config(BalancePolicy.Random, 1, 2, 3, 1, 1, 1) with
    {
        HealthCheck = new HealthCheckConfig(),
        Outlier = new OutlierConfig { FailurePercent = 60, RequestsMin = 5 },
        SlowStartMs = 30_000,
        PanicPercent = 30,
    };

    [Fact]
    public void A_day_of_outages_is_followed_and_forgotten() => Seeds.ForEach(2, random =>
    {
        using var clock = new TestClock();
        var (log, truth) = (new EjectionLog(), new Outages(random, Config.Servers.Count));
        var backend = Engines.Make(Config, log, random.NextUInt64());
        var (checks, failed, asked) = (new int[Config.Servers.Count], 0, 0);
        long now = 0;
        using var timer = clock.Time.CreateTimer(_ => Tick(), null, TimeSpan.FromMilliseconds(TickMs), TimeSpan.FromMilliseconds(TickMs));
        for (var i = 0; i < TicksPerDay; i++)
            clock.Time.Advance(TimeSpan.FromMilliseconds(TickMs));

        Assert.Equal(TicksPerDay * (long)TickMs, now);
        Assert.Equal(log.Downs, log.Ups);
        Assert.InRange(log.Downs, 20, 4 * truth.Count);
        Assert.All(log.Ejections, one => Assert.InRange(one.ForMs, Config.Outlier.EjectionMs, Config.Outlier.EjectionMsMax));
        Assert.Equal(log.Ejections.Count, log.Returns);
        Assert.True(log.Ejections.Count > 10, "nobody was ejected");
        // A check each two seconds with its jitter, more of them in trouble, none left out.
        Assert.All(checks, count => Assert.InRange(count, 24 * 3600 / 2.25 * 0.98, 24 * 3600 / 0.5));
        // Requests fail only until the outage is noticed.
        Assert.InRange(failed, 1, asked / 50);
        Assert.Equal(Config.Servers.Count, backend.UsableCount);
        Assert.Equal(Config.Servers.Select(server => (double)server.Weight), backend.Set.Weights);
        Assert.Equal(0, backend.InFlight);

        void Tick()
        {
            now = (long)(clock.Time.GetUtcNow() - TestClock.Start).TotalMilliseconds;
            truth.Advance(now, lastMs: TicksPerDay * (long)TickMs - 3_600_000);
            backend.Tick(now);
            foreach (var server in backend.TakeDueChecks(now))
            {
                var index = IndexOf(server);
                checks[index]++;
                backend.CheckDone(server, new CheckOutcome(truth.IsUp(index), 200, 1, ""), now);
            }

            Ask(backend, truth, now, ref asked, ref failed);
            Look(backend, truth, now);
        }
    });

    private static void Ask(Backend backend, Outages truth, long now, ref int asked, ref int failed)
    {
        if (backend.Pick(nowMs: now) is not { } server)
            return;
        asked++;
        var isUp = truth.IsUp(IndexOf(server));
        failed += isUp ? 0 : 1;
        backend.Report(server, isUp ? OutcomeKind.Responded : OutcomeKind.ConnectFailed, now);
        backend.Release(server);
    }

    private static void Look(Backend backend, Outages truth, long now)
    {
        Assert.InRange(backend.Servers.Count(server => server.IsEjected), 0, Config.Servers.Count / 2);
        foreach (var server in backend.Servers)
        {
            var index = IndexOf(server);
            if (now - truth.Since(index) > NoticedMs)
                Assert.Equal(truth.IsUp(index), server.IsUp);
        }
    }

    private static int IndexOf(Server server) => server.Port - 1000;
}
