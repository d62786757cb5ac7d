namespace FromScratch.Replication;

public enum ReplicaRole : byte
{
    Follower,

    /// <summary>Asks whether it would be voted for.</summary>
    PreCandidate,

    Candidate,

    Leader,
}

/// <param name="Id">Of the request.</param>
/// <param name="Index">Once this is applied the read may be executed; 0 = not confirmed, ask again.</param>
public readonly record struct ReadResult(ulong Id, ulong Index);
