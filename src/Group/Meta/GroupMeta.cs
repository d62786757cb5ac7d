using FromScratch.Group.Members;
using FromScratch.Replication;

namespace FromScratch.Group.Meta;

/// <summary>What a node must know of itself before it reads its log.</summary>
public sealed record GroupMeta
{
    /// <summary>The group's identity and that of its log: 128 random bits; 0 = it belongs to no group yet.</summary>
    public UInt128 ClusterId { get; init; }

    /// <summary>How many times a member was made the only voter by force; members of an earlier one are not let in.</summary>
    public ushort Epoch { get; init; }

    /// <summary>Drawn when the directory was made; 0 only in what version 1 wrote.</summary>
    public ulong MemberId { get; init; }

    /// <summary>Empty only in what version 1 wrote.</summary>
    public string NodeName { get; init; } = "";

    public HardState HardState { get; init; }

    /// <summary>Those that the group began with, as far as this node is concerned: the configuration at index 0.</summary>
    public MemberList Founders { get; init; } = MemberList.Empty;

    /// <summary>A snapshot from the leader that is being put in place of the log; 0 = none.</summary>
    public ulong InstallingIndex { get; init; }

    public ulong InstallingTerm { get; init; }

    public bool IsFresh => ClusterId == 0;
}
