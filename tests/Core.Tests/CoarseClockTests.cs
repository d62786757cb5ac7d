using FromScratch.Core.Time;
using FromScratch.TestKit;

namespace FromScratch.Core.Tests;

public sealed class CoarseClockTests
{
    [Fact]
    public void Seconds_follow_the_clock_by_the_timer_alone()
    {
        var time = new TestTime(TestClock.Start);
        using var clock = new CoarseClock(time);
        var start = clock.UnixSeconds;
        Assert.Equal(TestClock.Start.ToUnixTimeSeconds(), start);
        time.Advance(TimeSpan.FromMilliseconds(900));
        Assert.Equal(start, clock.UnixSeconds);
        time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal(start + 1, clock.UnixSeconds);
        Assert.Equal(start, clock.StartUnixSeconds);
    }

    [Fact]
    public void A_clock_that_is_set_back_holds_still_until_time_catches_up()
    {
        var time = new SettableTime { Now = TestClock.Start };
        using var clock = new CoarseClock(time);
        time.Now += TimeSpan.FromSeconds(10);
        clock.Refresh();
        var highest = clock.UnixSeconds;
        time.Now -= TimeSpan.FromSeconds(5);
        clock.Refresh();
        Assert.Equal(highest, clock.UnixSeconds);
        time.Now += TimeSpan.FromSeconds(6);
        clock.Refresh();
        Assert.Equal(highest + 1, clock.UnixSeconds);
    }

    [Fact]
    public void A_disposed_clock_stands_still()
    {
        var time = new TestTime(TestClock.Start);
        var clock = new CoarseClock(time);
        clock.Dispose();
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(TestClock.Start.ToUnixTimeSeconds(), clock.UnixSeconds);
    }

    /// <summary>A wall clock that an operator sets, backwards too.</summary>
    private sealed class SettableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
