namespace FromScratch.Log.Appending;

/// <summary>Rings once, a fixed time after it was set; setting it again before changes nothing. Safe for concurrent use.</summary>
internal sealed class Alarm : IDisposable
{
    private readonly TimeSpan _after;
    private readonly Action _ring;
    private readonly ITimer _timer;
    private int _isSet;
    private int _hasRung;

    public Alarm(TimeProvider time, TimeSpan after, Action ring)
    {
        (_after, _ring) = (after, ring);
        _timer = time.CreateTimer(static state => ((Alarm)state!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Set()
    {
        if (Interlocked.Exchange(ref _isSet, 1) == 0)
            _timer.Change(_after, Timeout.InfiniteTimeSpan);
    }

    /// <summary>True once after it rang; it may then be set again.</summary>
    public bool TakeRang()
    {
        if (Interlocked.Exchange(ref _hasRung, 0) == 0)
            return false;
        Volatile.Write(ref _isSet, 0);
        return true;
    }

    public void Dispose() => _timer.Dispose();

    private void Ring()
    {
        Volatile.Write(ref _hasRung, 1);
        _ring();
    }
}
