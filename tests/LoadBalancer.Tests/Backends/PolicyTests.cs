using FromScratch.Core;
using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.TestKit;

namespace FromScratch.LoadBalancer.Tests.Backends;

/// <summary>What each policy promises, over many choices.</summary>
public sealed class PolicyTests
{
    [Theory]
    [InlineData(BalancePolicy.Random)]
    [InlineData(BalancePolicy.RoundRobin)]
    [InlineData(BalancePolicy.LeastConnections)]
    [InlineData(BalancePolicy.Source)]
    [InlineData(BalancePolicy.Hash)]
    public void Weights_are_met(BalancePolicy policy) => Seeds.ForEach(10, random =>
    {
        int[] weights = [.. Enumerable.Range(0, random.NextInt32(2, 8)).Select(_ => random.NextInt32(1, 5))];
        var backend = Engines.Make(Engines.Config(policy, weights) with { HashBalancePercent = 0 }, seed: random.NextUInt64());
        var counts = new Dictionary<string, int>();
        const int Requests = 20_000;
        for (var i = 0; i < Requests; i++)
        {
            // As many under way as weights, so that those who look at load see some.
            var server = backend.Pick(random.NextUInt64())!;
            counts[server.Name] = counts.GetValueOrDefault(server.Name) + 1;
            if (policy != BalancePolicy.LeastConnections)
                backend.Release(server);
        }

        for (var i = 0; i < weights.Length; i++)
        {
            var share = (double)weights[i] / weights.Sum();
            var tolerance = policy == BalancePolicy.Hash ? 0.35 : 0.1;
            Assert.InRange(counts.GetValueOrDefault($"s{i}") / (double)Requests, share * (1 - tolerance), share * (1 + tolerance));
        }
    });

    [Fact]
    public void Smooth_round_robin_takes_turns()
    {
        var backend = Engines.Make(Engines.Config(BalancePolicy.RoundRobin, 5, 1, 1));
        var names = Enumerable.Range(0, 70).Select(_ => backend.Pick()!.Name).ToArray();
        for (var start = 0; start + 7 <= names.Length; start++)
        {
            var round = names[start..(start + 7)];
            Assert.Equal((5, 1, 1), (round.Count(n => n == "s0"), round.Count(n => n == "s1"), round.Count(n => n == "s2")));
        }

        // 5 of 7 in a row would be the clumsy way.
        Assert.DoesNotContain("s0 s0 s0 s0", string.Join(' ', names));
    }

    [Theory]
    [InlineData(BalancePolicy.Random, 8)]
    [InlineData(BalancePolicy.LeastConnections, 6)]
    [InlineData(BalancePolicy.PeakEwma, 8)]
    public void Load_stays_even_when_requests_end_at_random(BalancePolicy policy, double meanSpreadMax) => Seeds.ForEach(10, random =>
    {
        var backend = Engines.Make(Engines.Config(policy, 1, 1, 1, 1, 1), seed: random.NextUInt64());
        var running = new List<Server>();
        long spread = 0;
        const int Steps = 5_000;
        for (var i = 0; i < Steps; i++)
        {
            running.Add(backend.Pick()!);
            backend.Report(running[^1], OutcomeKind.Responded, i);
            spread += backend.Servers.Max(s => s.InFlight) - backend.Servers.Min(s => s.InFlight);
            if (running.Count <= 100)
                continue;
            var at = random.NextInt32(running.Count);
            backend.Release(running[at]);
            running.RemoveAt(at);
        }

        // Drawing one server each time gives more than 10.
        Assert.InRange((double)spread / Steps, 0, meanSpreadMax);
    });

    [Fact]
    public void A_hash_moves_only_what_it_must() => Seeds.ForEach(10, random =>
    {
        var config = Engines.Config(BalancePolicy.Hash, 1, 1, 1, 1, 1) with { HashBalancePercent = 0 };
        var backend = Engines.Make(config, seed: random.NextUInt64());
        ulong[] keys = [.. Enumerable.Range(0, 3_000).Select(_ => random.NextUInt64())];
        var before = keys.Select(key => Once(backend, key)).ToArray();
        Assert.Equal(before, keys.Select(key => Once(backend, key)));

        backend.Remove("s2", 1);
        var without = keys.Select(key => Once(backend, key)).ToArray();
        for (var i = 0; i < keys.Length; i++)
            Assert.True(before[i] == without[i] || before[i] == "s2");
        Assert.DoesNotContain("s2", without);

        Assert.True(backend.TryAdd(config.Servers[2], 1));
        Assert.True(backend.TryAdd(new ServerConfig { Name = "s9", Host = "127.0.0.1", Port = 9 }, 1));
        var more = keys.Select(key => Once(backend, key)).ToArray();
        for (var i = 0; i < keys.Length; i++)
            Assert.True(more[i] == before[i] || more[i] == "s9");
        Assert.InRange(more.Count(name => name == "s9"), keys.Length / 12, keys.Length / 3);
    });

    [Fact]
    public void A_hash_bounds_the_load_of_each_server() => Seeds.ForEach(10, random =>
    {
        var backend = Engines.Make(Engines.Config(BalancePolicy.Hash, 1, 1, 2, 1) with { HashBalancePercent = 125 });
        for (var i = 1; i <= 500; i++)
        {
            // All clients want the same.
            Assert.NotNull(backend.Pick(random.Chance(0.9) ? 42 : random.NextUInt64()));
            Assert.All(backend.Servers, server =>
                Assert.InRange(server.InFlight, 0, (int)Math.Ceiling(i * 1.25 * server.Weight / 5)));
        }
    });

    [Fact]
    public void The_first_is_filled_before_the_second()
    {
        var backend = Engines.Make(Engines.Config(BalancePolicy.First, 1, 1, 1) with { ServerRequestsMax = 2 });
        Assert.Equal(["s0", "s0", "s1", "s1", "s2", "s2"], Enumerable.Range(0, 6).Select(_ => backend.Pick()!.Name));
        Assert.Equal(PickResult.AllBusy, backend.Ask());
        backend.Release(backend.Find("s1")!);
        Assert.Equal("s1", backend.Pick()!.Name);
    }

    [Fact]
    public void Peak_ewma_leaves_a_slow_server_alone_and_tries_it_again_later()
    {
        var backend = Engines.Make(Engines.Config(BalancePolicy.PeakEwma, 1, 1));
        var (slow, fast) = (backend.Find("s0")!, backend.Find("s1")!);
        backend.Report(slow, OutcomeKind.Responded, 1, latencyUs: 500_000);
        backend.Report(fast, OutcomeKind.Responded, 1, latencyUs: 1_000);
        Assert.InRange(Share(backend, slow, 1), 0.2, 0.3); // Only where both draws hit it.
        backend.Report(slow, OutcomeKind.Responded, 60_000, latencyUs: 1_000);
        Assert.InRange(slow.LatencyUs, 1_000, 3_000);
    }

    private static double Share(Backend backend, Server wanted, long nowMs)
    {
        var hits = 0;
        for (var i = 0; i < 2_000; i++)
        {
            var server = backend.Pick(nowMs: nowMs)!;
            hits += server == wanted ? 1 : 0;
            backend.Release(server);
        }

        return hits / 2_000.0;
    }

    private static string Once(Backend backend, ulong key)
    {
        var server = backend.Pick(key)!;
        backend.Release(server);
        return server.Name;
    }
}
