using System.Net;
using FromScratch.Core;
using FromScratch.Group;
using FromScratch.Log;
using FromScratch.Replication;
using FromScratch.Replication.Membership;

namespace FromScratch.KeyValue;

/// <summary>The server's options in the group's terms.</summary>
internal static class KeyValueGroup
{
    /// <summary>What is wrong with them, in one line; null = nothing.</summary>
    public static string? WhyNot(KeyValueOptions options)
    {
        if (PeerAddress.TryParseList(options.Peers, out _) is { } mistake)
            return $"a=HOST:PORT,b=HOST:PORT,...: {mistake}";
        return Options(options, new SeededRandom(1), clientPort: 1).Check();
    }

    /// <param name="options">Well formed.</param>
    /// <param name="random">For identities and timeouts.</param>
    /// <param name="clientPort">Where clients of this node connect.</param>
    /// <param name="tls">Between the nodes; null = none.</param>
    public static GroupOptions Options(KeyValueOptions options, SeededRandom random, int clientPort, IPeerTls? tls = null)
    {
        _ = PeerAddress.TryParseList(options.Peers, out var peers);
        _ = KeyValueTransport.TryParseAddress(options.ReplicationBind, out var bind);
        var address = options.ReplicationBind.Length == 0 ? IPAddress.Loopback : bind;
        return new GroupOptions
        {
            NodeName = options.NodeId,
            Role = options.NodeRole switch
            {
                NodeRole.Learner => MemberRole.Learner,
                NodeRole.Witness => MemberRole.Witness,
                _ => MemberRole.Voter,
            },
            Peers = peers,
            Listen = options.ReplicationPort == 0 ? null : new IPEndPoint(address, options.ReplicationPort),
            AdvertisedAddress = options.AnnounceReplicationAddress.Length == 0 ? null : options.AnnounceReplicationAddress,
            ClientAddress = ClientAddress(options, clientPort),
            Secret = options.GroupSecret,
            Tls = tls,
            Replica = new ReplicaOptions
            {
                Id = 0,
                ElectionTimeoutMs = options.ElectionTimeoutMs,
                HeartbeatMs = options.HeartbeatMs,
                CommitRule = options.GroupDurability == GroupDurability.Leader ? CommitRule.Leader : CommitRule.Majority,
            },
            Log = new LogOptions { Random = random },
            Random = random,
        };
    }

    /// <summary>host:port for clients of this node.</summary>
    public static string ClientAddress(KeyValueOptions options, int port) =>
        options.AnnounceAddress.Length > 0 ? options.AnnounceAddress : new PeerAddress("", Host(options), port).Address;

    /// <summary>The address that clients are likely to use: the first one listened on, or this machine's loopback.</summary>
    private static string Host(KeyValueOptions options)
    {
        foreach (var text in options.Bind)
        {
            var isAddress = KeyValueTransport.TryParseAddress(text, out var address);
            if (isAddress && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any))
                return address.ToString();
        }

        return IPAddress.Loopback.ToString();
    }
}
