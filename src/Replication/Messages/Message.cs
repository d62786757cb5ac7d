using FromScratch.Replication.Membership;

namespace FromScratch.Replication.Messages;

/// <summary>
/// What one member tells another. Which fields mean what is told by <see cref="MessageKind"/>; the others are 0. What is in the entries
/// of an
/// append travels beside it.
/// </summary>
public readonly record struct Message
{
    public MessageKind Kind { get; init; }

    public bool Rejected { get; init; }

    /// <summary>A vote asked for by the old leader: leases do not stand in its way.</summary>
    public bool IsTransfer { get; init; }

    public ulong From { get; init; }

    public ulong To { get; init; }

    /// <summary>The sender's term.</summary>
    public ulong Term { get; init; }

    public ulong Index { get; init; }

    public ulong LogTerm { get; init; }

    public ulong Commit { get; init; }

    public ulong Hint { get; init; }

    /// <summary>Number of a heartbeat round, or id of a read request.</summary>
    public ulong Round { get; init; }

    /// <summary>Of the entries that an append carries.</summary>
    public ulong EntryTerm { get; init; }

    /// <summary>They have the indexes Index + 1 to Index + EntryCount.</summary>
    public int EntryCount { get; init; }

    /// <summary>The configurations among the entries, ascending; null = none.</summary>
    public IReadOnlyList<PlacedConfiguration>? Configurations { get; init; }
}
