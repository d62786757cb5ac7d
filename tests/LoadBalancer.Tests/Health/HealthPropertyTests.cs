using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Tests.Backends;
using FsCheck.Xunit;

namespace FromScratch.LoadBalancer.Tests.Health;

/// <summary>What HEALTH.md promises, whatever happens in whatever order.</summary>
public sealed class HealthPropertyTests
{
    [Property(MaxTest = 1000, EndSize = 900, Arbitrary = [typeof(ManyBytes)])]
    public void Nobody_unhealthy_is_chosen_while_somebody_healthy_is_there(byte[] bytes)
    {
        for (var steps = new HealthSteps(bytes); steps.Next();)
        {
            var (open, usable) = (steps.Open.ToList(), steps.Usable.ToList());
            var isPanic = usable.Count * 100 < open.Count * steps.Config.PanicPercent;
            Assert.Equal(isPanic, steps.Backend.IsPanic);
            var allowed = isPanic ? open : usable.Exists(server => !server.IsBackup) ? usable.FindAll(server => !server.IsBackup) : usable;
            var picked = steps.Backend.Pick((ulong)steps.NowMs, nowMs: steps.NowMs);
            Assert.Equal(allowed.Count > 0, picked is not null);
            if (picked is null)
                continue;
            Assert.Contains(picked, allowed);
            steps.Backend.Release(picked);
        }
    }

    [Property(MaxTest = 1000, EndSize = 900, Arbitrary = [typeof(ManyBytes)])]
    public void Only_so_many_checks_in_a_row_bring_a_server_up_or_take_it_down(byte[] bytes)
    {
        var steps = new HealthSteps(bytes);
        var wasUp = steps.Backend.Servers.ToDictionary(server => server, server => server.IsUp);
        while (steps.Next())
        {
            foreach (var server in steps.Backend.Servers)
            {
                var checks = steps.Checks[server];
                if (server.IsUp != wasUp[server])
                    Assert.True(checks.Count == 1 || EndsWith(checks, Needed(steps, server.IsUp), server.IsUp));
                if (EndsWith(checks, Needed(steps, true), true))
                    Assert.True(server.IsUp);
                if (EndsWith(checks, Needed(steps, false), false))
                    Assert.False(server.IsUp);
                wasUp[server] = server.IsUp;
            }
        }
    }

    [Property(MaxTest = 1000, EndSize = 900, Arbitrary = [typeof(ManyBytes)])]
    public void Ejections_take_no_more_servers_and_no_longer_than_allowed(byte[] bytes)
    {
        var steps = new HealthSteps(bytes);
        var (config, count) = (steps.Config.Outlier, steps.Backend.Servers.Count);
        var allowed = count == 1 ? 0 : Math.Max(1, count * config.EjectedPercentMax / 100);
        var (before, last) = (0, new Dictionary<Server, (long ForMs, long EndMs)>());
        while (steps.Next())
        {
            steps.Backend.Tick(steps.NowMs);
            Assert.InRange(steps.Backend.Servers.Count(server => server.IsEjected), 0, allowed);
            foreach (var (server, forMs, untilMs) in steps.Ejections.Ejections.Skip(before))
            {
                var wasLately = last.TryGetValue(server, out var earlier) && untilMs - forMs - earlier.EndMs <= config.EjectionMsMax;
                var expected = wasLately ? earlier.ForMs + config.EjectionMs : config.EjectionMs;
                Assert.Equal(Math.Min(expected, config.EjectionMsMax), forMs);
                last[server] = (forMs, untilMs);
            }

            before = steps.Ejections.Ejections.Count;
            Assert.All(steps.Backend.Servers, server => Assert.Equal(
                server.IsEjected, last.TryGetValue(server, out var times) && steps.NowMs < times.EndMs));
        }
    }

    [Property(MaxTest = 1000, EndSize = 900, Arbitrary = [typeof(ManyBytes)])]
    public void Weights_grow_to_what_they_should_be_and_never_over_it(byte[] bytes)
    {
        var steps = new HealthSteps(bytes);
        while (steps.Next())
        {
            var set = steps.Backend.Set;
            for (var i = 0; i < set.Count; i++)
                Assert.InRange(set.Weights[i], set.Servers[i].Weight * 0.1, set.Servers[i].Weight);
        }

        // The window that is open may still eject somebody, who comes back and starts slowly.
        var (outlier, slow) = (steps.Config.Outlier, steps.Config.SlowStartMs);
        for (var ms = 0; ms <= outlier.WindowMs + outlier.EjectionMsMax + slow + 1000; ms += 250)
            steps.Backend.Tick(steps.NowMs + ms);
        Assert.Equal(steps.Backend.Set.Servers.Select(server => (double)server.Weight), steps.Backend.Set.Weights);
    }

    [Property(MaxTest = 1000, EndSize = 900, Arbitrary = [typeof(ManyBytes)])]
    public void A_check_is_under_way_once_and_never_in_maintenance(byte[] bytes)
    {
        var steps = new HealthSteps(bytes);
        var waits = steps.Config.HealthCheck!;
        while (steps.Next())
        {
            var due = steps.Backend.TakeDueChecks(steps.NowMs);
            Assert.DoesNotContain(due, server => server.Mode == ServerMode.Maintenance);
            Assert.Empty(steps.Backend.TakeDueChecks(steps.NowMs));
            foreach (var server in steps.Backend.Servers.Where(server => !server.Check.IsUnderWay && server.Mode != ServerMode.Maintenance))
                Assert.InRange(server.Check.NextAtMs - steps.NowMs, 1, (long)(waits.IntervalMs * (1 + waits.JitterPercent / 100.0)));
        }
    }

    private static int Needed(HealthSteps steps, bool up) => up ? steps.Config.HealthCheck!.Rise : steps.Config.HealthCheck!.Fall;

    private static bool EndsWith(List<bool> checks, int count, bool value) =>
        checks.Count >= count && checks.TakeLast(count).All(check => check == value);
}
