using System.Net;
using FromScratch.Core;
using FromScratch.Group.Members;
using FromScratch.Log;
using FromScratch.Replication;
using FromScratch.Replication.Membership;

namespace FromScratch.Group;

/// <summary>How a node takes part in its group.</summary>
public sealed record GroupOptions
{
    /// <summary>1 to 64 letters, digits, dots, underscores and hyphens; unique in the group.</summary>
    public required string NodeName { get; init; }

    /// <summary>As what it joins when its directory is new.</summary>
    public MemberRole Role { get; init; } = MemberRole.Voter;

    /// <summary>Every voter of the group by the address it listens on for the others. None, or only this node: a group of one.</summary>
    public IReadOnlyList<PeerAddress> Peers { get; init; } = [];

    /// <summary>Where to listen for the other members; null = nowhere, a group of one. Port 0 picks a free one.</summary>
    public IPEndPoint? Listen { get; init; }

    /// <summary>host:port under which the others find this node when <see cref="Peers"/> does not list it; null = as it listens.</summary>
    public string? AdvertisedAddress { get; init; }

    /// <summary>host:port where this node's clients connect: told to the other members.</summary>
    public string ClientAddress { get; init; } = "";

    /// <summary>Shared by all members; null = none.</summary>
    public string? Secret { get; init; }

    /// <summary>Null = connections between members are not encrypted.</summary>
    public IPeerTls? Tls { get; init; }

    /// <summary>Times and limits; the id in it is replaced by the member's own.</summary>
    public ReplicaOptions Replica { get; init; } = new() { Id = 0 };

    /// <summary>How the log is kept; the identity in it is replaced by the group's.</summary>
    public required LogOptions Log { get; init; }

    /// <summary>For identities and timeouts.</summary>
    public required SeededRandom Random { get; init; }

    /// <summary>Of all snapshots sent, per second.</summary>
    public long SnapshotBytesPerSecondMax { get; init; } = 64 << 20;

    public int SnapshotChunkBytes { get; init; } = 256 * 1024;

    /// <summary>Entries before the newest snapshot that the log keeps, so that a short absence needs no snapshot.</summary>
    public ulong TrailingEntries { get; init; } = 10_000;

    /// <summary>
    /// Bytes that wait to be sent to one member, besides the longest entry there may be; above it what the protocol can do without is
    /// dropped.
    /// </summary>
    public int OutboxBytesMax { get; init; } = 48 << 20;

    /// <summary>Of one forwarded request or its reply.</summary>
    public int ForwardBytesMax { get; init; } = 16 << 20;

    /// <summary>Requests that wait for the leader's reply; more are refused.</summary>
    public int ForwardsMax { get; init; } = 65_536;

    /// <summary>Reads that wait for their index; more are told to ask again.</summary>
    public int PendingReadsMax { get; init; } = 262_144;

    /// <summary>Connections that have not proven yet who they are.</summary>
    public int StrangersMax { get; init; } = 16;

    public int HandshakeTimeoutMs { get; init; } = 2000;

    public int PingMs { get; init; } = 500;

    /// <summary>A connection on which nothing comes for so long is closed.</summary>
    public int LinkTimeoutMs { get; init; } = 2000;

    /// <summary>The longest pause between two attempts to reach a member.</summary>
    public int RedialMs { get; init; } = 500;

    /// <summary>A listed member that was not heard of for so long is replaced by a new one of its name.</summary>
    public int ReplaceAfterMs { get; init; } = 5000;

    /// <summary>There is nobody else to talk to: no socket is opened.</summary>
    public bool IsAlone => Listen is null;

    /// <summary>A new directory becomes a group of its own, of which others may become members later.</summary>
    internal bool FormsAlone => Role == MemberRole.Voter && Peers.All(peer => peer.Name == NodeName);

    /// <summary>Null = it can be started; else the mistake, in one line.</summary>
    public string? Check()
    {
        if (!NodeNames.IsValid(NodeName))
            return $"node id '{NodeName}': 1 to {NodeNames.BytesMax} of A-Z a-z 0-9 . _ - are allowed";
        var names = new HashSet<string>(StringComparer.Ordinal);
        var addresses = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var peer in Peers)
        {
            if (!NodeNames.IsValid(peer.Name))
                return $"peers: '{peer.Name}' is no node id: 1 to {NodeNames.BytesMax} of A-Z a-z 0-9 . _ - are allowed";
            if (!names.Add(peer.Name))
                return $"peers: '{peer.Name}' is listed twice";
            if (peer.Host is not { Length: > 0 and <= 253 } || peer.Port is <= 0 or > 65535)
                return $"peers: '{peer}' has no valid address: HOST:PORT is needed, the port from 1 to 65535";
            if (!addresses.Add(peer.Address))
                return $"peers: {peer.Address} is listed twice";
        }

        if (Peers.Count > MemberList.MembersMax)
            return $"peers: at most {MemberList.MembersMax} are allowed";
        if (Role == MemberRole.Voter && Peers.Count > 0 && !names.Contains(NodeName))
            return $"peers: the list of all voters does not contain this node, '{NodeName}'";
        if (Listen is null && Peers.Any(peer => peer.Name != NodeName))
            return "replication port: it is needed when there are other members";
        if (Listen is null && Role != MemberRole.Voter)
            return $"node role {Role}: it needs a replication port and peers";
        if (Role == MemberRole.Learner && names.Contains(NodeName))
            return $"peers: the list of voters contains this node, '{NodeName}', which is a learner";
        return null;
    }
}
