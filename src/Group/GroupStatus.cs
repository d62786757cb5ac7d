using System.Collections.Immutable;
using FromScratch.Replication;
using FromScratch.Replication.Membership;

namespace FromScratch.Group;

/// <summary>How a node and its group stand, as far as the node knows.</summary>
public sealed record GroupStatus
{
    public required string NodeName { get; init; }

    public ulong MemberId { get; init; }

    /// <summary>0 = no group has been formed yet.</summary>
    public UInt128 ClusterId { get; init; }

    public bool IsFormed => ClusterId != 0;

    public ReplicaRole Role { get; init; }

    public bool IsLeader => Role == ReplicaRole.Leader;

    /// <summary>Null = it is in no configuration that it knows of.</summary>
    public MemberRole? MemberRole { get; init; }

    public ulong Term { get; init; }

    /// <summary>0 = unknown.</summary>
    public ulong LeaderId { get; init; }

    public string? LeaderName { get; init; }

    /// <summary>Where the leader's clients connect; null = unknown.</summary>
    public string? LeaderClientAddress { get; init; }

    public ulong FirstIndex { get; init; }

    public ulong LastIndex { get; init; }

    public ulong DurableIndex { get; init; }

    public ulong CommitIndex { get; init; }

    public ulong AppliedIndex { get; init; }

    public ulong SnapshotIndex { get; init; }

    public TimeSpan? StaleFor { get; init; }

    public bool IsTransferring { get; init; }

    public ImmutableArray<MemberStatus> Members { get; init; } = [];

    public GroupCounters Counters { get; init; } = new();
}

/// <summary>One member as this node sees it.</summary>
public sealed record MemberStatus
{
    public ulong Id { get; init; }

    public required string Name { get; init; }

    public required string Address { get; init; }

    public MemberRole Role { get; init; }

    /// <summary>It is told what the entries say.</summary>
    public bool KeepsData => Role != MemberRole.Witness;

    public bool IsSelf { get; init; }

    public bool IsLeader { get; init; }

    /// <summary>This node's connection to it stands; true for itself.</summary>
    public bool IsConnected { get; init; }

    /// <summary>Its connection to this node stands; true for itself.</summary>
    public bool IsHeard { get; init; }

    /// <summary>Empty = unknown.</summary>
    public string ClientAddress { get; init; } = "";

    /// <summary>On the leader: how it is shipped to ("probe", "replicate", "snapshot"); else empty.</summary>
    public string Shipping { get; init; } = "";

    /// <summary>On the leader: what it has on disk.</summary>
    public ulong MatchIndex { get; init; }

    public long InFlightBytes { get; init; }

    /// <summary>On the leader: since it was last heard of.</summary>
    public long SilentMs { get; init; }
}

/// <summary>What has happened since the start.</summary>
public sealed record GroupCounters
{
    /// <summary>Connections closed because of bytes that are no frame of theirs.</summary>
    public long MalformedFrames { get; init; }

    /// <summary>Handshakes refused, on either side.</summary>
    public long Refused { get; init; }

    public long Connected { get; init; }

    public long Disconnected { get; init; }

    public long BytesSent { get; init; }

    public long BytesReceived { get; init; }

    public long AppendsSent { get; init; }

    public long AppendsReceived { get; init; }

    /// <summary>Messages not sent because too much waited already.</summary>
    public long MessagesDropped { get; init; }

    public long SnapshotsSent { get; init; }

    public long SnapshotsReceived { get; init; }

    public long SnapshotBytesSent { get; init; }

    public long Forwarded { get; init; }

    public long ForwardsUnknown { get; init; }

    /// <summary>Once per member.</summary>
    public long NoticesSent { get; init; }

    /// <summary>Too long, or too much waited already.</summary>
    public long NoticesDropped { get; init; }

    /// <summary>Times that this node began to lead.</summary>
    public long Elected { get; init; }
}
