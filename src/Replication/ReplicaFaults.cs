namespace FromScratch.Replication;

/// <summary>
/// Rules that can be broken on purpose, to see whether the simulation finds it: the tests of the tests. Nothing outside them can set any.
/// </summary>
[Flags]
internal enum ReplicaFaults
{
    None = 0,

    /// <summary>Rule 1: messages leave before the vote that they rest on is on disk.</summary>
    VoteUnsaved = 1 << 0,

    /// <summary>Rule 1: a vote for a candidate with an older log.</summary>
    VoteForOldLog = 1 << 1,

    /// <summary>Rule 1: two votes in one term.</summary>
    VoteTwice = 1 << 2,

    /// <summary>Rule 4: a rejection is counted as a vote.</summary>
    CountRejections = 1 << 3,

    /// <summary>Rule 3: votes right after a start.</summary>
    NoQuietStart = 1 << 4,

    /// <summary>Rule 2: votes though a leader is heard.</summary>
    NoBinding = 1 << 5,

    /// <summary>Rule 6: entries of older terms are committed by counting.</summary>
    CommitOldTerm = 1 << 6,

    /// <summary>The leader counts itself before its disk has the entry.</summary>
    CountUndurable = 1 << 7,

    /// <summary>A follower acknowledges before its disk has the entry.</summary>
    AcknowledgeUndurable = 1 << 8,

    /// <summary>Rule 11: a follower takes more for committed than the message vouches for.</summary>
    CommitUnvouched = 1 << 9,

    /// <summary>Rule 11: entries are appended without a look at the one before.</summary>
    NoPreviousCheck = 1 << 10,

    /// <summary>Rule 13: reads are confirmed without a round.</summary>
    ReadWithoutRound = 1 << 11,

    /// <summary>Rule 13: reads before an entry of the own term is committed.</summary>
    ReadBeforeOwnTerm = 1 << 12,

    /// <summary>Rule 14: a lease counts from the answer, not from the sending.</summary>
    LeaseFromAnswer = 1 << 13,

    /// <summary>Rule 14: the lease is as long as the followers' silence, whatever the clocks do.</summary>
    LeaseIgnoresDrift = 1 << 14,

    /// <summary>Rules 14 and 21: reads by lease while leadership is handed over.</summary>
    LeaseDuringTransfer = 1 << 15,

    /// <summary>Rule 16: two changes at a time.</summary>
    ChangesOverlap = 1 << 16,

    /// <summary>Rule 16: a change before an entry of the own term is committed.</summary>
    ChangeBeforeOwnTerm = 1 << 17,

    /// <summary>Rule 16: a configuration that was cut off counts on.</summary>
    NoRollBack = 1 << 18,

    /// <summary>Rule 19: a snapshot is installed over newer entries.</summary>
    InstallOld = 1 << 19,

    /// <summary>Rule 2: no pre-vote. Costs availability, not safety.</summary>
    NoPreVote = 1 << 20,
}
