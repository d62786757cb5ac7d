namespace FromScratch.Transport.Connections;

/// <summary>Counts open connections of one server over all drivers and loops, and tells when the last one is gone.</summary>
internal sealed class ConnectionGate(int max)
{
    private static long s_lastId;

    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile int _max = max;
    private int _open;
    private int _shut;
    private long _rejected;

    public int Open => Volatile.Read(ref _open);

    /// <summary>Fewer than are open: those stay, and nobody enters before enough of them have left.</summary>
    public int Max
    {
        get => _max;
        set => _max = value;
    }

    public long Rejected => Volatile.Read(ref _rejected);

    /// <summary>Done when <see cref="Shut"/> was called and no connection is open.</summary>
    public Task Empty => _empty.Task;

    /// <summary>Ids of listeners and connections count from 1 over the life of the process.</summary>
    public static long NextId() => Interlocked.Increment(ref s_lastId);

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= _max)
            return true;
        Interlocked.Increment(ref _rejected);
        Leave();
        return false;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref _open) == 0 && Volatile.Read(ref _shut) != 0)
            _empty.TrySetResult();
    }

    public void Shut()
    {
        Interlocked.Exchange(ref _shut, 1);
        if (Open == 0)
            _empty.TrySetResult();
    }
}
