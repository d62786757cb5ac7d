namespace FromScratch.Log.Appending;

/// <summary>How those who append and the flusher meet: what they asked to be written, and how the flusher waits for it.</summary>
internal sealed partial class AppendQueue
{
    private const int TimedWaitsMax = 4;
    private const int YieldsMax = 10_000;
    private int _flushedEntries;
    private int _flushes;
    private int _wakeAtEntries = int.MaxValue;
    private bool _isRaised;

    /// <summary>Entries that wait and were asked to be written.</summary>
    public int FlushedEntries => Volatile.Read(ref _flushedEntries);

    /// <summary>Asks for what is queued to be written; the flusher wakes.</summary>
    public void Flush()
    {
        lock (_gate)
            FlushAll();
    }

    /// <summary>Wakes the flusher for something else than entries.</summary>
    public void Raise()
    {
        lock (_gate)
        {
            _isRaised = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until a flush was asked for or <see cref="Raise"/> was called.</summary>
    public void WaitForWork()
    {
        lock (_gate)
        {
            _wakeAtEntries = 1;
            // While the disk is full a flush cannot be heeded: the flusher hears of the retry instead.
            while ((_flushedEntries == 0 || _refusal != AppendResult.Appended) && !_isRaised)
                Monitor.Wait(_gate);
            _wakeAtEntries = int.MaxValue;
            _isRaised = false;
        }
    }

    /// <summary>Waits until so many entries are to be flushed, but no longer than told. Returns how many there are.</summary>
    public int WaitForEntries(int entries, TimeSpan timeMax, TimeProvider time)
    {
        var start = time.GetTimestamp();
        var (waits, yields) = (0, 0);
        while (true)
        {
            lock (_gate)
            {
                var left = timeMax - time.GetElapsedTime(start);
                if (_flushedEntries >= entries || _isRaised || left <= TimeSpan.Zero || yields == YieldsMax)
                    return _flushedEntries;
                if ((int)left.TotalMilliseconds is > 0 and var milliseconds && waits++ < TimedWaitsMax)
                {
                    _wakeAtEntries = entries;
                    Monitor.Wait(_gate, milliseconds);
                    _wakeAtEntries = int.MaxValue;
                    continue;
                }
            }

            // No timed wait is shorter than a millisecond: whoever is about to append gets the processor instead.
            yields++;
            Thread.Yield();
        }
    }

    private void FlushAll()
    {
        if (_filling.Entries == _flushedEntries)
            return;
        Volatile.Write(ref _flushedEntries, _filling.Entries);
        _flushes++;
        if (_flushedEntries >= _wakeAtEntries)
            Monitor.PulseAll(_gate);
    }

    private int TakeFlushes()
    {
        var flushes = _flushes;
        _flushes = 0;
        Volatile.Write(ref _flushedEntries, 0);
        return flushes;
    }
}
