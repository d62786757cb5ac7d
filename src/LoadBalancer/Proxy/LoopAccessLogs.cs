namespace FromScratch.LoadBalancer.Proxy;

/// <summary>Which access log a loop writes. Another thread lays the next one down, and the loop takes it when it looks.</summary>
internal sealed class LoopAccessLogs
{
    private LoopAccessLog? _current;
    private Change? _asked;

    /// <summary>On the loop. Null = none is written.</summary>
    public LoopAccessLog? Current
    {
        get
        {
            if (Volatile.Read(ref _asked) is not null)
                TakeAsked();
            return _current;
        }
    }

    /// <summary>From any thread: lines that are written from now on go there.</summary>
    public void Use(LoopAccessLog? next)
    {
        // One that the loop has not looked at has no lines.
        Interlocked.Exchange(ref _asked, new Change(next))?.Log?.Close();
    }

    /// <summary>On the loop, every quarter of a second: a quiet loop's lines are not held back, nor a log that it has to leave.</summary>
    public void Tick() => Current?.HandOver();

    /// <summary>After the last session.</summary>
    public void Close()
    {
        Use(null);
        TakeAsked();
    }

    private void TakeAsked()
    {
        if (Interlocked.Exchange(ref _asked, null) is not { } change)
            return;
        _current?.Close();
        _current = change.Log;
    }

    private sealed record Change(LoopAccessLog? Log);
}
