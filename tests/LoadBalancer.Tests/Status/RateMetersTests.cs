using FromScratch.TestKit;

namespace FromScratch.LoadBalancer.Tests.Status;

/// <summary>Rates of totals, for as long as somebody looks at them.</summary>
public sealed class RateMetersTests : IDisposable
{
    private readonly TestClock _clock = new();

    public void Dispose() => _clock.Dispose();

    [Fact]
    public void A_rate_is_over_the_time_since_it_was_looked_at_and_its_peak_stays()
    {
        var meters = new RateMeters(_clock.Time);
        Assert.Equal(new Rate(0, 0), meters.Of("a", 0));
        _clock.AdvanceSeconds(2);
        Assert.Equal(new Rate(50, 50), meters.Of("a", 100));
        _clock.AdvanceSeconds(0.5);
        Assert.Equal(new Rate(50, 50), meters.Of("a", 1_000));
        _clock.AdvanceSeconds(0.5);
        meters.ForgetUnused();
        Assert.Equal(new Rate(10, 50), meters.Of("a", 110));
    }

    [Fact]
    public void What_nobody_has_looked_at_for_a_minute_begins_anew()
    {
        var meters = new RateMeters(_clock.Time);
        meters.Of("a", 0);
        _clock.AdvanceSeconds(61);
        meters.ForgetUnused();
        // Not all that there was before it began, as if it were of one second.
        Assert.Equal(new Rate(0, 0), meters.Of("a", 1_000_000));
        _clock.AdvanceSeconds(1);
        Assert.Equal(new Rate(5, 5), meters.Of("a", 1_000_005));
    }
}
