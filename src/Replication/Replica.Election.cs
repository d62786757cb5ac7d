using FromScratch.Replication.Membership;
using FromScratch.Replication.Messages;

namespace FromScratch.Replication;

/// <content>Elections: rules 1 to 5.</content>
public sealed partial class Replica
{
    /// <summary>Who has said yes, in the pre-vote or vote under way.</summary>
    private readonly HashSet<ulong> _votes = [];

    /// <summary>Whoever is being removed may be the only one that has the entry which says so: it leads until that is committed.</summary>
    private bool CanCampaign => !IsLogBusy
        && (Self is { Role: MemberRole.Voter } || (ConfigurationIndex > CommitIndex && WasVoter));

    private bool WasVoter => _configurations[0].Configuration.Find(Id) is { Role: MemberRole.Voter };

    private void TickFollower()
    {
        ForgetOldReads();
        if (IsAlone && Role != ReplicaRole.Candidate && CanCampaign)
            Campaign(isTransfer: false);
        else if (_nowMs >= _electionDeadlineMs)
            StartPreVote();
    }

    /// <summary>Rule 2: asks first, so that a member that was cut off does not unseat a leader that works.</summary>
    private void StartPreVote()
    {
        DrawElectionDeadline();
        if (!CanCampaign)
            return;
        if (Skips(ReplicaFaults.NoPreVote))
        {
            Campaign(isTransfer: false);
            return;
        }

        Role = ReplicaRole.PreCandidate;
        LeaderId = 0;
        FailReads();
        _votes.Clear();
        if (Configuration.IsVoting(Id))
            _votes.Add(Id);
        foreach (var member in Configuration.Members)
        {
            if (member.Votes && member.Id != Id)
                SendUnbound(AskForVote(MessageKind.PreVoteRequest, member.Id) with { Term = Term + 1 });
        }
    }

    private void AnswerPreVote(in Message request)
    {
        var grants = request.Term > Term && IsFresh(request) && !IsBound();
        var answer = new Message { Kind = MessageKind.PreVoteResponse, To = request.From };
        if (grants)
            SendUnbound(answer with { Term = request.Term });
        else
            Send(answer with { Rejected = true });
    }

    private void TakePreVote(in Message answer)
    {
        if (Role != ReplicaRole.PreCandidate || answer.Term != Term + 1 || !Configuration.IsVoting(answer.From))
            return;
        _votes.Add(answer.From);
        if (_votes.Count >= Configuration.Quorum && CanCampaign)
            Campaign(isTransfer: false);
    }

    /// <summary>The own vote counts once it is on disk, and nobody is asked before that.</summary>
    private void Campaign(bool isTransfer)
    {
        Role = ReplicaRole.Candidate;
        LeaderId = 0;
        FailReads();
        _hard = new HardState(Term + 1, Id);
        _agreedIndex = CommitIndex;
        _votes.Clear();
        DrawElectionDeadline();
        foreach (var member in Configuration.Members)
        {
            if (member.Votes && member.Id != Id)
                Send(AskForVote(MessageKind.VoteRequest, member.Id) with { IsTransfer = isTransfer }, Id);
        }
    }

    /// <summary>Rule 1.</summary>
    private void AnswerVote(in Message request)
    {
        var answer = new Message { Kind = MessageKind.VoteResponse, To = request.From };
        if (!request.IsTransfer && _nowMs < _quietUntilMs && !IsAlone)
            return;
        if (Role == ReplicaRole.Leader || (Vote != 0 && Vote != request.From && !Skips(ReplicaFaults.VoteTwice)) || !IsFresh(request))
        {
            Send(answer with { Rejected = true });
            return;
        }

        _hard = _hard with { Vote = request.From };
        DrawElectionDeadline();
        Send(answer, request.From);
    }

    private void TakeVote(in Message answer)
    {
        var isNo = answer.Rejected && !Skips(ReplicaFaults.CountRejections);
        if (Role != ReplicaRole.Candidate || isNo || !Configuration.IsVoting(answer.From))
            return;
        _votes.Add(answer.From);
        LeadWhenElected();
    }

    private void CountOwnVote()
    {
        if (Role != ReplicaRole.Candidate || _saved != new HardState(Term, Id) || !Configuration.IsVoting(Id))
            return;
        _votes.Add(Id);
        LeadWhenElected();
    }

    private void LeadWhenElected()
    {
        if (_votes.Count >= Configuration.Quorum && CanCampaign)
            Lead();
    }

    /// <summary>Rule 21: the old leader has handed over.</summary>
    private void TakeTimeoutNow(in Message message)
    {
        if (Role == ReplicaRole.Follower && message.From == LeaderId && CanCampaign)
            Campaign(isTransfer: true);
    }

    /// <summary>Follows whoever leads in this term; a leader or candidate gives up.</summary>
    private void Follow(ulong term, ulong leader)
    {
        if (term > Term)
        {
            _hard = new HardState(term, 0);
            // What was agreed with another leader says nothing about this one; a term has one at most.
            _agreedIndex = CommitIndex;
        }

        if (Role != ReplicaRole.Follower || leader != LeaderId || leader == 0)
            FailReads();
        Role = ReplicaRole.Follower;
        LeaderId = leader;
        NeedsNoOp = false;
        _transferTo = 0;
        _acknowledgedTo = 0;
        DrawElectionDeadline();
    }

    /// <summary>Rules 2 and 3: a leader may rely on this member's silence.</summary>
    private bool IsBound() => IsLeader || _nowMs < _quietUntilMs || HearsLeader();

    private bool HearsLeader() =>
        LeaderId != 0 && _nowMs < _leaderHeardMs + _options.ElectionTimeoutMs && !Skips(ReplicaFaults.NoBinding);

    private bool IsFresh(in Message request) =>
        Skips(ReplicaFaults.VoteForOldLog) || request.LogTerm > LastTerm || (request.LogTerm == LastTerm && request.Index >= LastIndex);

    private Message AskForVote(MessageKind kind, ulong to) => new() { Kind = kind, To = to, Index = LastIndex, LogTerm = LastTerm };

    private void DrawElectionDeadline() =>
        _electionDeadlineMs = _nowMs + _options.ElectionTimeoutMs + _random.NextInt32(_options.ElectionTimeoutMs);
}
