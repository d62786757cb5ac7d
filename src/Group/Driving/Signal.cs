namespace FromScratch.Group.Driving;

/// <summary>One thread waits for it, any thread sets it; setting it twice is setting it once. It needs no end.</summary>
internal sealed class Signal
{
    private readonly object _gate = new();
    private bool _isSet;

    public void Set()
    {
        lock (_gate)
        {
            _isSet = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Returns when it is set, or after so long.</summary>
    public void Wait(int milliseconds = Timeout.Infinite)
    {
        lock (_gate)
        {
            if (!_isSet)
                Monitor.Wait(_gate, milliseconds);
            _isSet = false;
        }
    }
}
