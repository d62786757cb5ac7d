using FromScratch.Replication.Messages;
using FromScratch.Replication.Progress;

namespace FromScratch.Replication;

/// <content>Linearizable reads: rules 13 and 14.</content>
public sealed partial class Replica
{
    /// <summary>On the leader: asked for, not confirmed.</summary>
    private readonly List<WaitingRead> _reads = [];

    /// <summary>On a follower: sent to the leader.</summary>
    private readonly List<(ulong Id, long AskedMs)> _askedReads = [];
    private readonly Queue<ReadResult> _readResults = new();
    private bool _isLeaseForfeited;

    /// <summary>Until then (this member's clock) no other member can lead; 0 = no lease.</summary>
    public long LeaseUntilMs { get; private set; }

    private long LeaseMs =>
        (long)_options.ElectionTimeoutMs * (Skips(ReplicaFaults.LeaseIgnoresDrift) ? 120 : 100 - _options.ClockDriftPercent) / 100;

    /// <summary>
    /// Leader: what is applied may be shown, where that reaches the commit index: followers may already show that. And the term's first
    /// entry.
    /// </summary>
    public bool HasLease(long nowMs) => IsLeader && _options.UsesLease && nowMs < LeaseUntilMs && MayRead;

    /// <summary>Asks for a read index. False = there is no leader, or too many wait.</summary>
    /// <param name="id">Never used before.</param>
    /// <param name="nowMs">Monotonic.</param>
    public bool TryRequestRead(ulong id, long nowMs)
    {
        Observe(nowMs);
        if (IsLeader)
            return TryAddRead(new WaitingRead(id, Id, CommitIndex, 0));
        if (LeaderId == 0 || _askedReads.Count >= _options.PendingReadsMax)
            return false;
        _askedReads.Add((id, _nowMs));
        Send(new Message { Kind = MessageKind.ReadIndexRequest, To = LeaderId, Round = id });
        return true;
    }

    /// <summary>False = nothing new.</summary>
    public bool TryTakeRead(out ReadResult result) => _readResults.TryDequeue(out result);

    private bool TryAddRead(in WaitingRead read)
    {
        if (HasLease(_nowMs) || (IsAlone && MayRead) || (MayRead && Skips(ReplicaFaults.ReadWithoutRound)))
        {
            Complete(read);
            return true;
        }

        if (_reads.Count >= _options.PendingReadsMax)
            return false;
        // One round at a time: whoever comes while it is under way shares the next.
        var isRoundOut = _reads.Exists(static waiting => waiting.Round != 0);
        _reads.Add(read);
        if (!isRoundOut)
            BeginRound();
        return true;
    }

    private void AnswerReadRequest(in Message request)
    {
        if (!IsLeader || !TryAddRead(new WaitingRead(request.Round, request.From, CommitIndex, 0)))
            RejectRead(request);
    }

    private void RejectRead(in Message request) =>
        Send(new Message { Kind = MessageKind.ReadIndexResponse, To = request.From, Rejected = true, Round = request.Round });

    private void TakeReadResponse(in Message answer)
    {
        var id = answer.Round;
        var position = _askedReads.FindIndex(asked => asked.Id == id);
        if (position < 0 || answer.From != LeaderId)
            return;
        _askedReads.RemoveAt(position);
        _leaderCommit = Math.Max(_leaderCommit, answer.Commit);
        AdvanceCommit();
        _readResults.Enqueue(new ReadResult(id, answer.Rejected ? 0 : answer.Index));
    }

    private void AssignReads(ulong round)
    {
        for (var i = 0; i < _reads.Count; i++)
        {
            if (_reads[i].Round == 0)
                _reads[i] = _reads[i] with { Round = round };
        }
    }

    /// <summary>Completes the reads whose round a quorum has answered; those that came meanwhile get a round of their own.</summary>
    private void ConfirmReads()
    {
        if (_reads.Count == 0 || !MayRead)
            return;
        var confirmed = (ulong)Math.Max(0, Quorums.Reached(Configuration, this, static (self, id) => self.AnsweredRound(id)));
        var kept = 0;
        var isRoundOut = false;
        for (var i = 0; i < _reads.Count; i++)
        {
            var read = _reads[i];
            if (read.Round != 0 && read.Round <= confirmed)
            {
                Complete(read);
                continue;
            }

            isRoundOut |= read.Round != 0;
            _reads[kept++] = read;
        }

        _reads.RemoveRange(kept, _reads.Count - kept);
        if (kept > 0 && !isRoundOut)
            BeginRound();
    }

    private void Complete(in WaitingRead read)
    {
        // Whatever was committed before this leader's term lies before the term's first entry.
        var index = Skips(ReplicaFaults.ReadBeforeOwnTerm) ? read.Index : Math.Max(read.Index, TermStartIndex);
        if (read.From == Id)
        {
            _readResults.Enqueue(new ReadResult(read.Id, index));
            return;
        }

        Send(new Message
        {
            Kind = MessageKind.ReadIndexResponse,
            To = read.From,
            Round = read.Id,
            Index = index,
            Commit = CommitIndex,
        });
    }

    /// <summary>Who leads has changed: nothing will come of them.</summary>
    private void FailReads()
    {
        foreach (var read in _reads)
        {
            if (read.From == Id)
                _readResults.Enqueue(new ReadResult(read.Id, 0));
        }

        foreach (var (id, _) in _askedReads)
            _readResults.Enqueue(new ReadResult(id, 0));
        _reads.Clear();
        _askedReads.Clear();
    }

    private void ForgetOldReads()
    {
        var oldest = _nowMs - _options.ElectionTimeoutMs;
        var count = 0;
        while (count < _askedReads.Count && _askedReads[count].AskedMs < oldest)
            _readResults.Enqueue(new ReadResult(_askedReads[count++].Id, 0));
        _askedReads.RemoveRange(0, count);
    }

    private void RenewLease()
    {
        if (!_options.UsesLease || _isLeaseForfeited || !MayRead)
            return;
        if (IsAlone)
            LeaseUntilMs = long.MaxValue;
        else if (QuorumSentMs() is var sentMs and > long.MinValue)
            LeaseUntilMs = Math.Max(LeaseUntilMs, sentMs + LeaseMs);
    }

    /// <summary>When the newest round was sent that a quorum has answered; the least value when there is none.</summary>
    private long QuorumSentMs() => Quorums.Reached(Configuration, this, static (self, id) => self.AnsweredRoundSentMs(id));

    private long AnsweredRoundSentMs(ulong id) => id == Id ? _nowMs : _peers[id].AnsweredRoundSentMs;

    private long AnsweredRound(ulong id) => id == Id ? long.MaxValue : (long)_peers[id].AnsweredRound;

    /// <param name="Id">Of the request.</param>
    /// <param name="From">Who asks.</param>
    /// <param name="Index">The commit index at the asking.</param>
    /// <param name="Round">That must be answered by a quorum; 0 = the next one.</param>
    private readonly record struct WaitingRead(ulong Id, ulong From, ulong Index, ulong Round);
}
