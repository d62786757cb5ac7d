namespace FromScratch.Replication.Progress;

/// <summary>How entries are shipped to a member.</summary>
public enum PeerState : byte
{
    /// <summary>Looking for the last entry that both logs share: one empty append at a time.</summary>
    Probe,

    /// <summary>Shipping ahead of the answers.</summary>
    Replicate,

    /// <summary>It needs a snapshot first.</summary>
    Snapshot,
}

/// <summary>What a leader shows of a member.</summary>
/// <param name="State">How it is shipped to.</param>
/// <param name="Match">Everything up to here it has on disk.</param>
/// <param name="Next">The entry that is shipped next.</param>
/// <param name="InFlightBytes">Shipped and not acknowledged.</param>
/// <param name="LastAnswerMs">When it was last heard of in this term.</param>
public readonly record struct PeerProgress(PeerState State, ulong Match, ulong Next, long InFlightBytes, long LastAnswerMs);
