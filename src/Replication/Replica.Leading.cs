using FromScratch.Replication.Messages;
using FromScratch.Replication.Progress;

namespace FromScratch.Replication;

/// <content>What only a leader does: rules 6 to 8 and 21.</content>
public sealed partial class Replica
{
    private readonly RoundTimes _rounds = new();
    private long _nextHeartbeatMs;
    private long _durableProgressMs;
    private ulong _transferTo;
    private long _transferBeganMs;
    private bool _isTransferTold;

    /// <summary>It has just been elected: append an entry without content, before anything else, and call <see cref="Proposed"/>.</summary>
    public bool NeedsNoOp { get; private set; }

    /// <summary>Index of the first entry of the term that this member leads.</summary>
    public ulong TermStartIndex { get; private set; }

    public bool IsTransferring => _transferTo != 0;

    /// <summary>Entries are taken.</summary>
    public bool CanPropose => IsLeader && !NeedsNoOp && !IsTransferring;

    /// <summary>What the leader may acknowledge, as the commit rule has it.</summary>
    public ulong AcknowledgedIndex =>
        _options.CommitRule == CommitRule.Leader && IsLeader && !NeedsNoOp && DurableIndex >= TermStartIndex
            ? Math.Max(CommitIndex, DurableIndex)
            : CommitIndex;

    private bool HasCommittedInTerm => IsLeader && !NeedsNoOp && CommitIndex >= TermStartIndex;

    /// <summary>What is committed here is all that anybody was told.</summary>
    private bool MayRead => HasCommittedInTerm || (IsLeader && Skips(ReplicaFaults.ReadBeforeOwnTerm));

    /// <summary>The leader's log ends at this index now; what is new in it has this term.</summary>
    public void Proposed(ulong index)
    {
        if (!IsLeader)
            throw new InvalidOperationException("only a leader appends entries of its own");
        if (NeedsNoOp)
            TermStartIndex = LastIndex + 1;
        NeedsNoOp = false;
        if (DurableIndex == LastIndex)
            _durableProgressMs = _nowMs;
        _terms.Append(index, Term);
    }

    /// <summary>The log, as it is now, is on disk up to here.</summary>
    public void Durable(ulong index)
    {
        index = Math.Min(index, LastIndex);
        if (index <= DurableIndex)
            return;
        DurableIndex = index;
        _durableProgressMs = _nowMs;
        if (IsLeader)
            CommitByCount();
        else
            Acknowledge();
    }

    /// <summary>Hands over to another voter. False = not the leader, or no such voter.</summary>
    public bool TryTransfer(ulong to, long nowMs)
    {
        Observe(nowMs);
        if (!HasCommittedInTerm || to == Id || Configuration.Find(to) is not { Role: Membership.MemberRole.Voter })
            return false;
        BeginTransfer(to);
        return true;
    }

    private void BeginTransfer(ulong to)
    {
        (_transferTo, _transferBeganMs, _isTransferTold) = (to, _nowMs, false);
        // Whoever is told to campaign is not held up by promises to this leader, however late it hears of it: no lease in this term any
        // more.
        if (!Skips(ReplicaFaults.LeaseDuringTransfer))
        {
            _isLeaseForfeited = true;
            LeaseUntilMs = 0;
        }

        TellTransferTarget();
    }

    private void Lead()
    {
        Role = ReplicaRole.Leader;
        LeaderId = Id;
        NeedsNoOp = true;
        (_transferTo, _isLeaseForfeited, LeaseUntilMs) = (0, false, 0);
        _durableProgressMs = _nowMs;
        RefreshPeers();
        foreach (var peer in _peers.Values)
            peer.Reset(LastIndex, _nowMs);
        BeginRound();
    }

    private void StepDown() => Follow(Term, 0);

    private void TickLeader()
    {
        if (!IsAlone && (!HasQuorumAnswered() || IsDiskStuck()))
        {
            StepDown();
            return;
        }

        if (IsTransferring && _nowMs - _transferBeganMs >= _options.ElectionTimeoutMs)
        {
            _transferTo = 0;
            if (IsRemoved)
            {
                StepDown();
                return;
            }
        }

        if (_nowMs >= _nextHeartbeatMs)
            BeginRound();
    }

    /// <summary>Rule 7, with the longest election timeout: before that nobody else would lead anyhow.</summary>
    private bool HasQuorumAnswered() =>
        Quorums.Reached(Configuration, this, static (self, id) => self.LastAnswerMs(id)) >= _nowMs - (2L * _options.ElectionTimeoutMs);

    private bool IsDiskStuck() => DurableIndex < LastIndex && _nowMs - _durableProgressMs > _options.DiskStallMs;

    private long LastAnswerMs(ulong id) => id == Id ? _nowMs : _peers[id].LastAnswerMs;

    /// <summary>Sends heartbeats under a new number; reads that wait for one go with it.</summary>
    private void BeginRound()
    {
        var round = _rounds.Begin(_nowMs);
        _nextHeartbeatMs = _nowMs + _options.HeartbeatMs;
        AssignReads(round);
        var quorumAgeMs = QuorumAgeMs();
        foreach (var peer in _peers.Values)
        {
            Send(new Message
            {
                Kind = MessageKind.Heartbeat,
                To = peer.Id,
                Round = round,
                Commit = CommitIndex,
                Index = peer.State == PeerState.Replicate ? peer.Next - 1 : 0,
                LogTerm = peer.ClockEcho,
                Hint = (ulong)quorumAgeMs,
            });
        }
    }

    /// <summary>How long ago a quorum confirmed that this commit index is the group's; the largest value when it never did.</summary>
    private int QuorumAgeMs()
    {
        var sentMs = HasCommittedInTerm ? QuorumSentMs() : long.MinValue;
        return sentMs == long.MinValue ? int.MaxValue : (int)Math.Clamp(_nowMs - sentMs, 0, int.MaxValue);
    }

    private void TakeHeartbeatResponse(in Message answer, Peer peer)
    {
        peer.ClockEcho = answer.LogTerm;
        if (_rounds.SentMs(answer.Round) is { } sentMs)
            peer.AnswerRound(answer.Round, Skips(ReplicaFaults.LeaseFromAnswer) ? _nowMs : sentMs);
        TakeMatch(peer, answer.Hint);
        peer.IsProbeOut = false;
        // Rule 10: less has come than had been shipped when the heartbeat left.
        if (peer.State == PeerState.Replicate && answer.Index < answer.Commit)
            peer.Probe(answer.Index + 1);
        RenewLease();
        ConfirmReads();
    }

    private void TakeMatch(Peer peer, ulong index)
    {
        if (index > LastIndex)
            throw new ReplicaBrokenException($"member {peer.Id:x16} acknowledges entry {index}, and the leader's log ends at {LastIndex}");
        if (!peer.Acknowledge(index))
            return;
        CommitByCount();
        TellTransferTarget();
    }

    /// <summary>Rule 6: only an entry of the own term is committed by counting.</summary>
    private void CommitByCount()
    {
        if (!IsLeader || NeedsNoOp)
            return;
        var reached = (ulong)Math.Max(0, Quorums.Reached(Configuration, this, static (self, id) => (long)self.MatchOf(id)));
        if (reached <= CommitIndex || (reached < TermStartIndex && !Skips(ReplicaFaults.CommitOldTerm)))
            return;
        CommitIndex = reached;
        ConfigurationCommitted();
        RenewLease();
        ConfirmReads();
    }

    private ulong MatchOf(ulong id) =>
        id != Id ? _peers[id].Match : Skips(ReplicaFaults.CountUndurable) ? LastIndex : DurableIndex;

    private void TellTransferTarget()
    {
        if (!IsTransferring || _isTransferTold || MatchOf(_transferTo) < LastIndex)
            return;
        _isTransferTold = true;
        Send(new Message { Kind = MessageKind.TimeoutNow, To = _transferTo });
    }
}
