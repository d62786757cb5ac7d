namespace FromScratch.Replication.Membership;

/// <summary>What a member may do; the numbers stand in configuration entries.</summary>
public enum MemberRole : byte
{
    /// <summary>Votes, keeps everything, may lead.</summary>
    Voter = 1,

    /// <summary>Keeps everything, never votes.</summary>
    Learner = 2,

    /// <summary>Votes, keeps index and term of entries but not what is in them, never leads.</summary>
    Witness = 3,
}
