namespace FromScratch.Replication.Messages;

/// <summary>The numbers travel between members: they may only grow.</summary>
public enum MessageKind : byte
{
    /// <summary>Term = the one it would campaign for; Index, LogTerm = its last entry.</summary>
    PreVoteRequest = 1,

    /// <summary>Term = the one asked for when granted, the voter's own when rejected.</summary>
    PreVoteResponse = 2,

    /// <summary>Index, LogTerm = the candidate's last entry; IsTransfer = the old leader asked for it.</summary>
    VoteRequest = 3,

    VoteResponse = 4,

    /// <summary>
    /// Index, LogTerm = the entry before; EntryTerm, EntryCount = what follows, all of one term; Commit; may be empty (a probe).
    /// </summary>
    Append = 5,

    /// <summary>
    /// Accepted: Index = everything up to it agrees and is on disk. Rejected: Index = the previous index that was refused, Hint and
    /// LogTerm =
    /// where the follower's log may agree.
    /// </summary>
    AppendResponse = 6,

    /// <summary>
    /// Round; Commit; Index = how far has been shipped to it; LogTerm = its own clock, as it told last; Hint = age of the quorum, ms.
    /// </summary>
    Heartbeat = 7,

    /// <summary>
    /// Round; Index = up to there the follower's log, on disk or not, agrees; Hint = the same, on disk; Commit = the heartbeat's Index;
    /// LogTerm =
    /// the follower's clock.
    /// </summary>
    HeartbeatResponse = 8,

    /// <summary>A follower asks the leader for a read index; Round = the request's id.</summary>
    ReadIndexRequest = 9,

    /// <summary>Round = the request's id; Index = the read index; Rejected = ask again.</summary>
    ReadIndexResponse = 10,

    /// <summary>The leader's log is with you: campaign at once.</summary>
    TimeoutNow = 11,
}
