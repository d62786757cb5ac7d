using FromScratch.Replication.Membership;

namespace FromScratch.Replication;

/// <summary>Term and vote: what must be on disk before a promise is made.</summary>
/// <param name="Term">The highest one seen.</param>
/// <param name="Vote">Who got this member's vote in it; 0 = nobody.</param>
public readonly record struct HardState(ulong Term, ulong Vote);

/// <summary>What a replica finds when it starts: all of it on disk.</summary>
public sealed record StartState
{
    public HardState HardState { get; init; }

    /// <summary>Of the snapshot that the state begins with, committed; 0 = none.</summary>
    public ulong SnapshotIndex { get; init; }

    public ulong SnapshotTerm { get; init; }

    public ulong LastIndex { get; init; }

    public ulong LastTerm { get; init; }

    /// <summary>What is known to be committed and applied; at least the snapshot's index.</summary>
    public ulong CommitIndex { get; init; }

    /// <summary>
    /// The configuration at the snapshot, or the first one (index 0), then every one in the log behind it, ascending. At least one.
    /// </summary>
    public required IReadOnlyList<PlacedConfiguration> Configurations { get; init; }
}

/// <summary>Terms of entries that the replica no longer remembers itself.</summary>
public interface ITermSource
{
    /// <summary>Null = the log no longer has the entry (or not yet).</summary>
    ulong? TermAt(ulong index);
}
