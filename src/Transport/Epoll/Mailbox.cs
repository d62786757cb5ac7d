namespace FromScratch.Transport.Epoll;

/// <summary>How other threads reach a loop: connections with something posted, and one eventfd that ends the loop's wait.</summary>
internal sealed unsafe class Mailbox : IDisposable
{
    private readonly Lock _gate = new();
    private readonly int _eventFd;
    private List<EpollConnection> _posted = [];
    private List<EpollConnection> _taken = [];
    private int _count;
    private bool _signalled;
    private bool _closed;

    public Mailbox()
    {
        _eventFd = Libc.EventFd(0, Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK);
        if (_eventFd < 0)
            throw Libc.Error("eventfd");
    }

    /// <summary>Registered edge-triggered, so that it never has to be read.</summary>
    public int EventFd => _eventFd;

    public bool HasPosted => Volatile.Read(ref _count) > 0;

    /// <summary>False after the loop has ended: nobody will look.</summary>
    public bool TryPost(EpollConnection connection, bool fromLoop)
    {
        lock (_gate)
        {
            if (_closed)
                return false;
            _posted.Add(connection);
            _count = _posted.Count;
            if (!fromLoop)
                SignalLocked();
            return true;
        }
    }

    /// <summary>Ends the loop's wait, now or the next time.</summary>
    public void Signal()
    {
        lock (_gate)
            SignalLocked();
    }

    /// <summary>What was posted since the last call; valid until the next.</summary>
    public List<EpollConnection> Take()
    {
        _taken.Clear();
        lock (_gate)
        {
            (_posted, _taken) = (_taken, _posted);
            _count = 0;
            _signalled = false;
        }

        return _taken;
    }

    /// <summary>Refuses further posts; returns those not yet taken.</summary>
    public List<EpollConnection> Shut()
    {
        lock (_gate)
            _closed = true;
        return Take();
    }

    public void Dispose()
    {
        lock (_gate)
            _closed = true;
        _ = Libc.Close(_eventFd);
    }

    private void SignalLocked()
    {
        if (_signalled || _closed)
            return;
        _signalled = true;
        var one = 1UL;
        // Fails only when the counter is full, and then the loop is signalled already.
        _ = Libc.Write(_eventFd, (byte*)&one, sizeof(ulong));
    }
}
