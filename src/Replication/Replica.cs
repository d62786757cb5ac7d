using FromScratch.Core;
using FromScratch.Replication.Membership;
using FromScratch.Replication.Messages;
using FromScratch.Replication.Progress;
using FromScratch.Replication.Terms;

namespace FromScratch.Replication;

/// <summary>
/// One member of a group, as a state machine: DESIGN.md has its rules (their numbers stand in the code) and what the caller must keep to.
/// Not
/// safe for concurrent use.
/// </summary>
public sealed partial class Replica
{
    private readonly ReplicaOptions _options;
    private readonly SeededRandom _random;
    private readonly TermTable _terms;
    private readonly Dictionary<ulong, Peer> _peers = [];
    private readonly List<ulong> _peerIds = [];
    private readonly long _startMs;
    private long _nowMs;
    private long _electionDeadlineMs;
    private long _leaderHeardMs;

    /// <summary>Until then nothing is granted: a promise from before the start may still hold.</summary>
    private readonly long _quietUntilMs;

    /// <param name="options">Times and limits.</param>
    /// <param name="start">What is on disk.</param>
    /// <param name="terms">Asked for terms of entries from before the start.</param>
    /// <param name="random">For election timeouts.</param>
    /// <param name="nowMs">Monotonic, more than 0.</param>
    public Replica(ReplicaOptions options, StartState start, ITermSource terms, SeededRandom random, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentOutOfRangeException.ThrowIfZero(options.Id);
        ArgumentOutOfRangeException.ThrowIfZero(start.Configurations.Count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(nowMs);
        (_options, _random, _startMs, _nowMs) = (options, random, nowMs, nowMs);
        _terms = new TermTable(terms, start);
        _configurations.AddRange(start.Configurations);
        // An entry of a term proves that somebody leads in it: no second leader can come of a vote given again.
        _hard = start.HardState.Term >= start.LastTerm ? start.HardState : new HardState(start.LastTerm, 0);
        _saved = start.HardState;
        DurableIndex = start.LastIndex;
        CommitIndex = AppliedIndex = _leaderCommit = _agreedIndex = Math.Max(start.CommitIndex, start.SnapshotIndex);
        _leaderHeardMs = nowMs - (2L * options.ElectionTimeoutMs);
        _quietUntilMs = Skips(ReplicaFaults.NoQuietStart) ? nowMs : nowMs + options.ElectionTimeoutMs;
        DrawElectionDeadline();
        RefreshPeers();
    }

    public ulong Id => _options.Id;

    public ReplicaRole Role { get; private set; }

    public bool IsLeader => Role == ReplicaRole.Leader;

    public ulong Term => _hard.Term;

    /// <summary>0 = nobody yet.</summary>
    public ulong Vote => _hard.Vote;

    /// <summary>0 = unknown.</summary>
    public ulong LeaderId { get; private set; }

    public ulong LastIndex => _terms.LastIndex;

    public ulong LastTerm => _terms.LastTerm;

    /// <summary>On this member's disk.</summary>
    public ulong DurableIndex { get; private set; }

    public ulong CommitIndex { get; private set; }

    public ulong AppliedIndex { get; private set; }

    public ulong SnapshotIndex => _terms.SnapshotIndex;

    /// <summary>All other members.</summary>
    public IReadOnlyList<ulong> Peers => _peerIds;

    /// <summary>Broken on purpose, in a simulation.</summary>
    private bool Skips(ReplicaFaults rule) => (_options.Broken & rule) != 0;

    private Member? Self => Configuration.Find(Id);

    /// <summary>It alone decides.</summary>
    private bool IsAlone => Configuration.VotingCount == 1 && Configuration.IsVoting(Id);

    /// <summary>At least every half heartbeat.</summary>
    /// <param name="nowMs">Monotonic; an earlier time than before counts as the one before.</param>
    public void Tick(long nowMs)
    {
        Observe(nowMs);
        if (IsLeader)
            TickLeader();
        else
            TickFollower();
    }

    /// <summary>Takes a message from another member.</summary>
    /// <returns>What must be done with the log, right away.</returns>
    /// <exception cref="ReplicaBrokenException">A promise that the group rests on is broken.</exception>
    public LogChange Step(in Message message, long nowMs)
    {
        Observe(nowMs);
        if (message.To != Id || message.From == Id)
            return default;
        if (message.Kind == MessageKind.PreVoteRequest)
        {
            AnswerPreVote(message);
            return default;
        }

        if (message is { Kind: MessageKind.PreVoteResponse, Rejected: false })
        {
            TakePreVote(message);
            return default;
        }

        if (message.Term > Term && !TryFollowTerm(message))
            return default;
        if (message.Term < Term)
        {
            RefuseOldTerm(message);
            return default;
        }

        if (_peers.TryGetValue(message.From, out var peer))
            peer.LastAnswerMs = _nowMs;
        return Dispatch(message, peer);
    }

    /// <summary>The state machine has applied everything up to here.</summary>
    public void Applied(ulong index) => AppliedIndex = Math.Max(AppliedIndex, index);

    private LogChange Dispatch(in Message message, Peer? peer)
    {
        switch (message.Kind)
        {
            case MessageKind.VoteRequest:
                AnswerVote(message);
                break;
            case MessageKind.VoteResponse:
                TakeVote(message);
                break;
            case MessageKind.Append:
                return TakeAppend(message);
            case MessageKind.Heartbeat:
                TakeHeartbeat(message);
                break;
            case MessageKind.AppendResponse when IsLeader && peer is not null:
                TakeAppendResponse(message, peer);
                break;
            case MessageKind.HeartbeatResponse when IsLeader && peer is not null:
                TakeHeartbeatResponse(message, peer);
                break;
            case MessageKind.ReadIndexRequest:
                AnswerReadRequest(message);
                break;
            case MessageKind.ReadIndexResponse:
                TakeReadResponse(message);
                break;
            case MessageKind.TimeoutNow:
                TakeTimeoutNow(message);
                break;
            default:
                break;
        }

        return default;
    }

    /// <summary>False = the message is to be ignored.</summary>
    private bool TryFollowTerm(in Message message)
    {
        if (message.Kind == MessageKind.VoteRequest && !message.IsTransfer && IsBound())
            return false;
        var leads = message.Kind is MessageKind.Append or MessageKind.Heartbeat;
        Follow(message.Term, leads ? message.From : 0);
        return true;
    }

    /// <summary>Its sender must hear of the newer term, or it would go on for ever.</summary>
    private void RefuseOldTerm(in Message message)
    {
        switch (message.Kind)
        {
            case MessageKind.Append or MessageKind.Heartbeat:
                Send(new Message { Kind = MessageKind.AppendResponse, To = message.From, Rejected = true, Index = message.Index });
                break;
            case MessageKind.VoteRequest:
                Send(new Message { Kind = MessageKind.VoteResponse, To = message.From, Rejected = true });
                break;
            case MessageKind.ReadIndexRequest:
                RejectRead(message);
                break;
            default:
                break;
        }
    }

    private void Observe(long nowMs) => _nowMs = Math.Max(_nowMs, nowMs);
}
