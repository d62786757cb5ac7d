using FromScratch.Group.Driving;
using FromScratch.Group.Links;
using FromScratch.Log;
using FromScratch.Replication;
using FromScratch.Replication.Membership;

namespace FromScratch.Group;

/// <content>From the leader's log to the other members.</content>
public sealed partial class ReplicationGroup
{
    /// <summary>What the flusher ships to one member before it syncs; what is left goes with the member's answers.</summary>
    private const int FramesBeforeSync = 2;

    private void ShipAll(int framesMax = int.MaxValue)
    {
        if (!Volatile.Read(ref _isLeading))
            return;
        foreach (var link in _linkArray)
            Ship(link, framesMax);
    }

    /// <summary>Ships what there is to one member. One thread at a time; whoever finds one at it leaves the work there.</summary>
    private void Ship(Link link, int framesMax = int.MaxValue)
    {
        if (Interlocked.Increment(ref link.ShipRequests) != 1)
            return;
        int seen;
        do
        {
            seen = Volatile.Read(ref link.ShipRequests);
            for (var frames = 0; frames < framesMax && TryShipOne(link); frames++)
            {
                // As long as there is something.
            }
        }
        while (Interlocked.Add(ref link.ShipRequests, -seen) != 0);
    }

    private bool TryShipOne(Link link)
    {
        AppendPlan plan;
        ulong self;
        bool isWitness;
        lock (_gate)
        {
            if (_replica is not { IsLeader: true } replica || link.Peer?.MemberId is not { } to || !replica.TryPlanAppend(to, out plan))
                return false;
            (self, isWitness) = (replica.Id, replica.Configuration.Find(to) is { Role: MemberRole.Witness });
            link.Shipper ??= new Shipper(_log!);
        }

        OutFrame frame;
        ulong last;
        try
        {
            if (!link.Shipper.TryRead(plan, isWitness, self, out frame, out last))
                return false;
        }
        catch (LogEntryGoneException)
        {
            lock (_gate)
                _replica?.SnapshotNeeded(plan.To);
            return false;
        }
        catch (LogCorruptException error)
        {
            Fail(error);
            return false;
        }

        lock (_gate)
        {
            // The log was read without the lock: what was planned must still be what is wanted.
            if (_replica is not { IsLeader: true } replica || replica.Term != plan.Term || replica.ProgressOf(plan.To)?.Next != plan.First)
            {
                frame.Release();
                return true;
            }

            if (!link.TryEnqueue(frame))
                return false;
            replica.Shipped(plan.To, last, frame.Length);
        }

        Interlocked.Increment(ref _counters.AppendsSent);
        link.Drain();
        return true;
    }
}
