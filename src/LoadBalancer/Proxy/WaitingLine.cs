using FromScratch.LoadBalancer.Backends;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>
/// Requests of one loop that wait for room at a backend's servers, first come first served. A place that was given up stays as a hole
/// until its turn. A server that gets room on another loop is noticed at the next quarter of a second at the latest.
/// </summary>
internal sealed class WaitingLine(Backend backend)
{
    private readonly Queue<(IWaiter Waiter, long Place)> _waiting = new();
    private long _lastPlace;
    private bool _isServing;

    /// <summary>The number of the place; 0 when as many wait as may.</summary>
    public long TryJoin(IWaiter waiter)
    {
        if (!backend.TryJoinQueue())
            return 0;
        _waiting.Enqueue((waiter, ++_lastPlace));
        return _lastPlace;
    }

    public void GaveUp(bool timedOut) => backend.LeaveQueue(timedOut);

    /// <summary>Lets the first try again; as long as it finds room, the next one too.</summary>
    public void ServeNext()
    {
        // A try that fails at once makes room, which leads here again.
        if (_isServing)
            return;
        _isServing = true;
        while (_waiting.TryPeek(out var first))
        {
            if (first.Waiter.IsAt(first.Place))
            {
                if (!first.Waiter.TryFromLine())
                    break;
                backend.LeaveQueue();
            }

            _waiting.Dequeue();
        }

        _isServing = false;
    }
}

/// <summary>Who waits in a <see cref="WaitingLine"/>.</summary>
internal interface IWaiter
{
    /// <summary>Whether the place is still its own.</summary>
    bool IsAt(long place);

    /// <summary>First in the line: tries again; false when there is still no room.</summary>
    bool TryFromLine();
}
