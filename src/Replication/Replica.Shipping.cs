using FromScratch.Replication.Membership;
using FromScratch.Replication.Messages;
using FromScratch.Replication.Progress;

namespace FromScratch.Replication;

/// <content>Shipping entries and snapshots: rules 9, 11 and 19, on the leader's side.</content>
public sealed partial class Replica
{
    /// <summary>A member's progress, for those who watch; null when this is not the leader or there is no such member.</summary>
    public PeerProgress? ProgressOf(ulong peer) => IsLeader && _peers.TryGetValue(peer, out var found) ? found.Progress : null;

    /// <summary>What may be shipped to a member now; ask again after <see cref="Shipped"/>. False = nothing.</summary>
    public bool TryPlanAppend(ulong peer, out AppendPlan plan)
    {
        plan = default;
        if (!IsLeader || NeedsNoOp || !_peers.TryGetValue(peer, out var to) || !MayShip(to))
            return false;
        var previous = to.Next - 1;
        if (_terms.At(previous) is not { } previousTerm)
        {
            to.NeedSnapshot();
            return false;
        }

        var isProbe = to.State == PeerState.Probe;
        var last = isProbe ? previous : ShippableTo(to);
        ulong entryTerm = 0;
        if (!isProbe)
        {
            if (_terms.At(to.Next) is not { } term)
            {
                to.NeedSnapshot();
                return false;
            }

            entryTerm = term;
        }

        var bytesMax = (int)Math.Min(_options.AppendBytesMax, _options.InFlightBytesMax - to.InFlightBytes);
        plan = new AppendPlan(peer, previous, previousTerm, last, entryTerm, Term, CommitIndex, bytesMax);
        return true;
    }

    /// <summary>The plan was carried out up to entry <paramref name="last"/>.</summary>
    public void Shipped(ulong peer, ulong last, long bytes)
    {
        if (IsLeader && _peers.TryGetValue(peer, out var to))
            to.Shipped(last, bytes);
    }

    /// <summary>The log no longer has what the plan asks for.</summary>
    public void SnapshotNeeded(ulong peer)
    {
        if (IsLeader && _peers.TryGetValue(peer, out var to))
            to.NeedSnapshot();
    }

    /// <summary>True until <see cref="SnapshotSending"/> is called.</summary>
    public bool WantsSnapshot(ulong peer) =>
        IsLeader && _peers.TryGetValue(peer, out var to) && to is { State: PeerState.Snapshot, IsSnapshotOut: false };

    public void SnapshotSending(ulong peer, ulong index)
    {
        if (WantsSnapshot(peer))
            _peers[peer].SendingSnapshot(index);
    }

    /// <summary>The transfer has ended; whether it is of use the member's answers will tell.</summary>
    public void SnapshotSent(ulong peer, bool succeeded)
    {
        if (!IsLeader || !_peers.TryGetValue(peer, out var to) || to is not { State: PeerState.Snapshot, IsSnapshotOut: true })
            return;
        var next = succeeded ? Math.Max(to.SnapshotIndex, to.Match) + 1 : to.Match + 1;
        to.Probe(Math.Min(next, LastIndex + 1));
        // It installs now: the next heartbeat's answer sets the probe going.
        to.IsProbeOut = true;
    }

    /// <summary>The connection is gone, and with it perhaps what was under way.</summary>
    public void Disconnected(ulong peer)
    {
        if (IsLeader && _peers.TryGetValue(peer, out var to) && to.State == PeerState.Replicate)
            to.Probe(to.Match + 1);
    }

    /// <summary>
    /// A witness gets what a member that keeps entries whole has on disk: were it ahead of all of those, it would vote for none of them.
    /// </summary>
    private ulong ShippableTo(Peer to)
    {
        if (!IsWitness(to.Id))
            return LastIndex;
        var kept = Configuration.IsVoting(Id) ? DurableIndex : 0;
        foreach (var member in Configuration.Members)
        {
            if (member.Role == MemberRole.Voter && member.Id != Id)
                kept = Math.Max(kept, _peers[member.Id].Match);
        }

        return Math.Min(kept, LastIndex);
    }

    private bool IsWitness(ulong id) => Configuration.Find(id) is { Role: MemberRole.Witness };

    private bool MayShip(Peer to) => to.State switch
    {
        PeerState.Probe => !to.IsProbeOut,
        PeerState.Replicate => to.Next <= ShippableTo(to) && to.InFlightBytes < _options.InFlightBytesMax
            && to.InFlightMessages < (to.IsProven ? _options.InFlightMessagesMax : 1),
        _ => false,
    };

    private void TakeAppendResponse(in Message answer, Peer peer)
    {
        if (answer.Rejected)
        {
            TakeRejection(answer, peer);
            return;
        }

        TakeMatch(peer, answer.Index);
        if (peer.State == PeerState.Probe)
        {
            peer.IsProbeOut = false;
            if (answer.Hint + 1 >= peer.Next)
                peer.Replicate();
        }
        else if (peer.State == PeerState.Snapshot && !peer.IsSnapshotOut && _terms.At(peer.Match) is not null)
        {
            peer.Probe(peer.Match + 1);
        }

        RenewLease();
    }

    private void TakeRejection(in Message answer, Peer peer)
    {
        var isStale = peer.State switch
        {
            PeerState.Probe => answer.Index != peer.Next - 1,
            PeerState.Replicate => answer.Index < peer.Match,
            _ => true,
        };
        if (isStale)
            return;
        var agreed = _terms.LastWithTermAtMost(Math.Min(answer.Hint, LastIndex), answer.LogTerm, peer.Match);
        peer.Probe(agreed + 1);
    }
}
