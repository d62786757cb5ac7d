using FromScratch.Replication;

namespace FromScratch.Group.Driving;

/// <summary>
/// Reads of the machine that wait for a read index. One request is under way at a time, for all that had come before it; whoever comes
/// meanwhile shares the next. Guarded by the group's lock.
/// </summary>
internal sealed class ReadTickets(MachineEvents events, ulong firstId, int ticketsMax, int ageMsMax)
{
    private List<(ulong Ticket, long SinceMs)> _waiting = [];
    private List<(ulong Ticket, long SinceMs)> _asked = [];
    private ulong _id = firstId;

    public void Add(ulong ticket, Replica? replica, long nowMs)
    {
        if (_waiting.Count + _asked.Count >= ticketsMax)
        {
            events.ConfirmRead(ticket, 0);
            return;
        }

        _waiting.Add((ticket, nowMs));
        Ask(replica, nowMs);
    }

    /// <summary>Asks for those that wait, when nothing is under way.</summary>
    public void Ask(Replica? replica, long nowMs)
    {
        if (_asked.Count > 0 || _waiting.Count == 0 || replica is null)
            return;
        if (!replica.TryRequestRead(++_id, nowMs))
            return;
        (_waiting, _asked) = (_asked, _waiting);
    }

    public void Take(Replica replica, long nowMs)
    {
        while (replica.TryTakeRead(out var result))
        {
            if (result.Id != _id || _asked.Count == 0)
                continue;
            if (result.Index == 0)
            {
                // Who leads has changed, or the answer is lost: they are asked for again at the next tick.
                _waiting.InsertRange(0, _asked);
            }
            else
            {
                foreach (var (ticket, _) in _asked)
                    events.ConfirmRead(ticket, result.Index);
            }

            _asked.Clear();
            if (result.Index != 0)
                Ask(replica, nowMs);
        }
    }

    /// <summary>Those that have waited too long are the machine's again.</summary>
    public void Tick(Replica? replica, long nowMs)
    {
        var old = 0;
        while (old < _waiting.Count && nowMs - _waiting[old].SinceMs > ageMsMax)
            events.ConfirmRead(_waiting[old++].Ticket, 0);
        _waiting.RemoveRange(0, old);
        Ask(replica, nowMs);
    }
}
