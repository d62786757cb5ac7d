using Microsoft.Extensions.Time.Testing;

namespace FromScratch.TestKit;

/// <summary>
/// Fake time that runs timers on the thread that moves it and on no other. The base class runs those that are due on whoever reads the
/// time, holding whatever locks that thread holds: no real clock does that, and it has led to a deadlock that no server could have.
/// </summary>
public sealed class TestTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private long _utcTicks = start.UtcTicks;

    /// <summary>Begins at an instant that means nothing.</summary>
    public TestTime()
        : this(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _utcTicks), TimeSpan.Zero);

    public override long GetTimestamp() => Volatile.Read(ref _utcTicks);

    /// <summary>Moves the time, then runs the timers that became due.</summary>
    public new void Advance(TimeSpan by)
    {
        Interlocked.Add(ref _utcTicks, by.Ticks);
        base.Advance(by);
    }
}
