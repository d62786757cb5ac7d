namespace FromScratch.Group.Driving;

/// <summary>Requests that wait for another member's reply, under numbers that no other run of this node uses. Any thread.</summary>
internal sealed class ForwardTable(ulong firstNumber, int countMax)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, (ulong Ticket, ulong Member)> _pending = [];
    private ulong _number = firstNumber;

    public int Count
    {
        get
        {
            lock (_gate)
                return _pending.Count;
        }
    }

    /// <summary>False = too many wait.</summary>
    public bool TryAdd(ulong ticket, ulong member, out ulong number)
    {
        lock (_gate)
        {
            number = ++_number;
            return _pending.Count < countMax && _pending.TryAdd(number, (ticket, member));
        }
    }

    /// <summary>False = nobody waits for it (any more), or somebody else was asked.</summary>
    public bool TryTake(ulong number, ulong member, out ulong ticket)
    {
        lock (_gate)
        {
            ticket = 0;
            if (!_pending.TryGetValue(number, out var found) || found.Member != member)
                return false;
            ticket = found.Ticket;
            return _pending.Remove(number);
        }
    }

    /// <summary>All that were asked of a member: their replies may be lost. Null = of everybody.</summary>
    public IReadOnlyList<ulong> TakeAll(ulong? member)
    {
        lock (_gate)
        {
            if (_pending.Count == 0)
                return [];
            var taken = _pending.Where(pair => member is null || pair.Value.Member == member).ToList();
            foreach (var (number, _) in taken)
                _pending.Remove(number);
            return taken.ConvertAll(pair => pair.Value.Ticket);
        }
    }
}
