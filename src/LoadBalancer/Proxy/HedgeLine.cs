using FromScratch.Transport;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>
/// Requests of one loop that a second server gets when the first has not answered in time. A timer wakes the client connection of the
/// one whose time comes first; most are answered before theirs and are passed over. Should that connection be gone, the next quarter of
/// a second finds what is due.
/// </summary>
internal sealed class HedgeLine(TimeProvider time) : IDisposable
{
    /// <summary>Requests beyond these are not hedged.</summary>
    private const int CountMax = 16 * 1024;

    private readonly PriorityQueue<(Exchange Exchange, long Place), long> _waiting = new();
    private volatile IConnection? _toWake;
    private ITimer? _timer;
    private long _armedForMs = long.MaxValue;
    private long _lastPlace;

    /// <summary>The number of the place; 0 when the line is full.</summary>
    public long TryJoin(Exchange exchange, int afterMs, long nowMs)
    {
        if (_waiting.Count >= CountMax)
            return 0;
        _waiting.Enqueue((exchange, ++_lastPlace), nowMs + afterMs);
        if (nowMs + afterMs < _armedForMs)
            Arm(exchange, nowMs + afterMs, nowMs);
        return _lastPlace;
    }

    public bool IsEmpty => _waiting.Count == 0;

    /// <summary>Those whose time has come ask a second server.</summary>
    public void RunDue(long nowMs)
    {
        if (nowMs < _armedForMs)
            return;
        while (_waiting.TryPeek(out var first, out var dueMs))
        {
            var isWaiting = first.Exchange.IsHedgedAt(first.Place);
            if (isWaiting && dueMs > nowMs)
            {
                Arm(first.Exchange, dueMs, nowMs);
                return;
            }

            _waiting.Dequeue();
            if (isWaiting)
                first.Exchange.Hedge();
        }

        _armedForMs = long.MaxValue;
    }

    public void Dispose() => _timer?.Dispose();

    private void Arm(Exchange exchange, long dueMs, long nowMs)
    {
        _armedForMs = dueMs;
        _toWake = exchange.Client.Connection;
        _timer ??= time.CreateTimer(
            static line => ((HedgeLine)line!)._toWake?.Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(TimeSpan.FromMilliseconds(dueMs - nowMs), Timeout.InfiniteTimeSpan);
    }
}
