using FromScratch.LoadBalancer.Configuration;
using FromScratch.LoadBalancer.Health;
using FromScratch.LoadBalancer.Tests.Backends;

namespace FromScratch.LoadBalancer.Tests.Health;

/// <summary>A slow start comes to its end.</summary>
public sealed class SlowStartTests
{
    /// <summary>A machine that was stopped, or a processor that others had: ticks stay away, and then the time is over.</summary>
    [Theory]
    [InlineData(10_250)]
    [InlineData(11_500)]
    [InlineData(60_000)]
    public void A_pause_of_the_process_leaves_no_server_at_a_part_of_its_weight(int pauseMs)
    {
        var config = Engines.Config(BalancePolicy.Random, 1, 1) with { SlowStartMs = 10_000, HealthCheck = new() { Fall = 1, Rise = 1 } };
        var backend = Engines.Make(config);
        backend.CheckDone(backend.Find("s0")!, new CheckOutcome(false, 0, 1, "refused"), 1_000);
        backend.CheckDone(backend.Find("s0")!, new CheckOutcome(true, 200, 1, ""), 2_000);
        Assert.Equal([0.1, 1.0], backend.Set.Weights);
        for (var now = 2_000 + pauseMs; now < 2_000 + pauseMs + 5_000; now += 250)
            backend.Tick(now);
        Assert.Equal([1.0, 1.0], backend.Set.Weights);
    }
}
