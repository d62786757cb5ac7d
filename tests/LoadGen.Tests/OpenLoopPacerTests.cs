using FromScratch.LoadGen.Running;

namespace FromScratch.LoadGen.Tests;

public sealed class OpenLoopPacerTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void Requests_fall_due_at_equal_distances()
    {
        var pacer = new OpenLoopPacer(500, 1000);
        Assert.True(pacer.TryTake(500, out var first));
        Assert.False(pacer.TryTake(500 + 999_999, out _));
        Assert.True(pacer.TryTake(500 + 1_000_000, out var second));
        Assert.Equal([500, 1_000_500], [first, second]);
    }

    [Fact]
    public void A_stall_is_owed_with_the_times_it_should_have_kept()
    {
        var pacer = new OpenLoopPacer(0, 1000);
        var latencies = new List<long>();
        // Nothing can be sent for one second; what was due is then sent at once and answered at once.
        while (pacer.TryTake(Second, out var intendedNs))
            latencies.Add(Second - intendedNs);
        Assert.Equal(1001, latencies.Count);
        Assert.Equal(Second, latencies.Max());
        Assert.Equal(Second / 2, latencies.Order().ElementAt(500));
        Assert.Equal(0, latencies.Min());
    }

    [Fact]
    public void An_awkward_rate_does_not_drift()
    {
        const int Rate = 30_011;
        var pacer = new OpenLoopPacer(0, Rate);
        var taken = 0;
        while (pacer.TryTake((3600 * Second) - 1, out _))
            taken++;
        Assert.Equal(3600 * Rate, taken);
    }

    [Fact]
    public void Recorded_stalls_reach_the_high_percentiles()
    {
        var pacer = new OpenLoopPacer(0, 1000);
        var recorder = new LatencyRecorder();
        while (pacer.NextNs < 10 * Second)
        {
            // Served within 100 microseconds, except that the server sleeps through second 5.
            var nowNs = pacer.NextNs is >= 5 * Second and < 6 * Second ? 6 * Second : pacer.NextNs;
            while (pacer.TryTake(nowNs, out var intendedNs))
                recorder.Record(OperationKind.Get, nowNs + 100_000 - intendedNs);
        }
        Assert.Equal(10_000, recorder.Gets.TotalCount, 1.0);
        Assert.InRange(recorder.Gets.GetValueAtPercentile(50), 99_000, 101_000);
        Assert.InRange(recorder.Gets.GetValueAtPercentile(99), 880_000_000, 920_000_000);
    }
}
