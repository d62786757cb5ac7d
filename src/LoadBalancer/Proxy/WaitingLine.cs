namespace FromScratch.LoadBalancer.Proxy;

/// <summary>
/// Requests of one loop that wait for room at a backend's servers, first come first served. A place that was given up stays as a hole
/// until its turn. A server that gets room on another loop is noticed at the next quarter of a second at the latest.
/// </summary>
internal sealed class WaitingLine
{
    private readonly Queue<(Exchange Exchange, long Place)> _waiting = new();
    private long _lastPlace;
    private bool _isServing;

    /// <summary>Without the holes.</summary>
    public int Count { get; private set; }

    /// <summary>Returns the number of the place, never 0.</summary>
    public long Add(Exchange exchange)
    {
        _waiting.Enqueue((exchange, ++_lastPlace));
        Count++;
        return _lastPlace;
    }

    public void GaveUp() => Count--;

    /// <summary>Lets the first try again; as long as it finds room, the next one too.</summary>
    public void ServeNext()
    {
        // A try that fails at once makes room, which leads here again.
        if (_isServing)
            return;
        _isServing = true;
        while (_waiting.TryPeek(out var first))
        {
            if (first.Exchange.IsAt(first.Place))
            {
                if (!first.Exchange.TryFromLine())
                    break;
                Count--;
            }

            _waiting.Dequeue();
        }

        _isServing = false;
    }
}
