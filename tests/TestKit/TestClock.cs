using FromScratch.Core.Time;

namespace FromScratch.TestKit;

/// <summary>A clock that only a test moves, with the coarse clock servers read already tied to it.</summary>
public sealed class TestClock : IDisposable
{
    /// <summary>Where every test clock starts: 2026-01-01T00:00:00Z.</summary>
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public TestClock()
    {
        Time = new TestTime(Start);
        Coarse = new CoarseClock(Time);
    }

    public TestTime Time { get; }

    public CoarseClock Coarse { get; }

    public long UnixSeconds => Coarse.UnixSeconds;

    /// <summary>Moves both clocks and runs the timers that became due.</summary>
    public void Advance(TimeSpan by)
    {
        Time.Advance(by);
        Coarse.Refresh();
    }

    public void AdvanceSeconds(double seconds) => Advance(TimeSpan.FromSeconds(seconds));

    public void Dispose() => Coarse.Dispose();
}
