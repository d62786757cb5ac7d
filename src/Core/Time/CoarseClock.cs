namespace FromScratch.Core.Time;

/// <summary>
/// The wall clock in whole seconds, read from the injected <see cref="TimeProvider"/> a few times a second and cached, so that a
/// request pays one memory read for it. Monotonic: a wall clock that is set back holds the value until time catches up.
/// </summary>
public sealed class CoarseClock : IDisposable
{
    private static readonly TimeSpan Resolution = TimeSpan.FromMilliseconds(100);
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _unixSeconds;

    public CoarseClock(TimeProvider time)
    {
        _time = time;
        StartUnixSeconds = _unixSeconds = time.GetUtcNow().ToUnixTimeSeconds();
        _timer = time.CreateTimer(static state => ((CoarseClock)state!).Refresh(), this, Resolution, Resolution);
    }

    /// <summary>Seconds since 1970-01-01 UTC, at most a tenth of a second late.</summary>
    public long UnixSeconds => Volatile.Read(ref _unixSeconds);

    /// <summary>The second in which this clock was made; servers take it as their start.</summary>
    public long StartUnixSeconds { get; }

    /// <summary>Reads the time provider now; tests call it after moving their clock.</summary>
    public void Refresh()
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        if (now > Volatile.Read(ref _unixSeconds))
            Volatile.Write(ref _unixSeconds, now);
    }

    public void Dispose() => _timer.Dispose();
}
