using FromScratch.Transport.Epoll;
using Microsoft.Extensions.Time.Testing;

namespace FromScratch.Transport.Tests;

/// <summary>Busy loops let other threads run before they wait, and know when that does no good.</summary>
public sealed class GivingWayTests
{
    private const int StretchMs = 250;

    private readonly GiveWayRule _rule = new();
    private long _nowMs = 1_000_000;
    private long _cpuMs = 5_000;

    public GivingWayTests() => _rule.Update(_nowMs, _cpuMs);

    [Fact]
    public void A_loop_that_is_not_busy_does_not()
    {
        for (var i = 0; i < 10; i++)
            Stretch(percent: GiveWayRule.BusyPercent - 2);
        Assert.False(_rule.IsOn);
    }

    [Fact]
    public void A_busy_one_does_until_it_is_quiet()
    {
        Stretch(percent: 40);
        Assert.True(_rule.IsOn);
        Stretch(percent: GiveWayRule.QuietPercent + 2);
        Assert.True(_rule.IsOn);
        Stretch(percent: GiveWayRule.QuietPercent - 2);
        Assert.False(_rule.IsOn);
    }

    [Fact]
    public void Looks_that_follow_closely_count_as_one_stretch()
    {
        for (var i = 0; i < 3; i++)
            _rule.Update(_nowMs += GiveWayRule.StretchMsMin / 4, _cpuMs += GiveWayRule.StretchMsMin / 4);
        Assert.False(_rule.IsOn);
        _rule.Update(_nowMs += GiveWayRule.StretchMsMin / 4, _cpuMs);
        Assert.True(_rule.IsOn);
    }

    [Fact]
    public void Threads_that_keep_the_processor_end_it_for_a_time_that_doubles()
    {
        Stretch(percent: 40);
        Assert.Equal([500, 1000, 2000, 4000, 8000, 16_000, 16_000], Enumerable.Range(0, 7).Select(_ => PauseMs()));
    }

    [Fact]
    public void Brief_ones_end_the_doubling()
    {
        Stretch(percent: 40);
        PauseMs();
        Away(GiveWayRule.TimesJudged, 0);
        Assert.Equal(GiveWayRule.PauseMs, PauseMs());
    }

    [Fact]
    public void A_few_long_absences_among_many_are_chance()
    {
        Stretch(percent: 40);
        for (var i = 0; i < 10; i++)
            Away(GiveWayRule.TimesJudged - GiveWayRule.LongTimesMax, GiveWayRule.LongTimesMax);
        Assert.True(_rule.IsOn);
    }

    [Theory]
    [InlineData(GiveWayRule.VainTimesMax, true)]
    [InlineData(GiveWayRule.VainTimesMax + 1, false)]
    public void It_ends_for_a_time_when_mostly_nothing_has_come(int inVain, bool goesOn)
    {
        Stretch(percent: 40);
        for (var i = 0; i < GiveWayRule.TimesJudged; i++)
            _rule.Away(TimeSpan.FromMilliseconds(GiveWayRule.LongMs / 4.0), hasFound: i >= inVain);
        Assert.Equal(goesOn, _rule.IsOn);
    }

    [Fact]
    public async Task A_loop_that_works_gives_way_and_a_quiet_one_does_not()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the epoll driver exists on Linux only");
        var time = new FakeTimeProvider();
        await using var running = await Running.StartAsync(Way.Epoll, o => o.Loops = 1, time: time);
        using var client = running.Connect();
        await Running.Until(() => Ask("work 150\n") > 0, "a busy loop gives way");
        await Running.Until(() => Ask("work 0\n") == 0, "a quiet loop waits at once");

        long Ask(string line)
        {
            var before = running.Server.Stats().Total.WaysGiven;
            time.Advance(TimeSpan.FromMilliseconds(StretchMs));
            client.Send(line);
            Assert.StartsWith("worked", client.ReadLine(), StringComparison.Ordinal);
            client.Send("ping\n");
            Assert.Equal("pong", client.ReadLine());
            return running.Server.Stats().Total.WaysGiven - before;
        }
    }

    private void Stretch(int percent) => _rule.Update(_nowMs += StretchMs, _cpuMs += StretchMs * percent / 100);

    private void Away(int brief, int prolonged)
    {
        for (var i = 0; i < brief; i++)
            _rule.Away(TimeSpan.FromMilliseconds(GiveWayRule.LongMs / 4.0), hasFound: true);
        for (var i = 0; i < prolonged; i++)
            _rule.Away(TimeSpan.FromMilliseconds(2 * GiveWayRule.LongMs), hasFound: true);
    }

    /// <summary>Of the pause that long absences cause.</summary>
    private int PauseMs()
    {
        Assert.True(_rule.IsOn);
        Away(GiveWayRule.TimesJudged - GiveWayRule.LongTimesMax - 1, GiveWayRule.LongTimesMax + 1);
        var pauseMs = 0;
        for (; !_rule.IsOn; pauseMs += StretchMs)
            Stretch(percent: 40);
        return pauseMs;
    }
}
