using System.Globalization;
using FromScratch.Group;
using FromScratch.Replication.Membership;

namespace FromScratch.KeyValue.Sentinel;

/// <summary>One node's address for clients, in Sentinel's terms.</summary>
/// <param name="Host">Where clients connect.</param>
/// <param name="Port">Where clients connect.</param>
/// <param name="RunId">Forty hexadecimal digits.</param>
/// <param name="IsUp">This node hears it.</param>
/// <param name="Offset">What it has, as far as this node knows.</param>
internal sealed record SentinelNode(string Host, int Port, string RunId, bool IsUp, ulong Offset);

/// <summary>The group as Sentinel's clients see it: one master and its replicas.</summary>
internal sealed record SentinelView
{
    /// <summary>Null = nobody leads, as far as this node knows.</summary>
    public SentinelNode? Master { get; init; }

    public IReadOnlyList<SentinelNode> Replicas { get; init; } = [];

    public ulong Term { get; init; }

    /// <summary>Voters, witnesses too, and how many of them decide.</summary>
    public int VoterCount { get; init; } = 1;

    /// <summary>Those that this node hears, and itself.</summary>
    public int VotersUp { get; init; }

    public int Quorum => (VoterCount / 2) + 1;

    public static SentinelView Of(GroupStatus? status)
    {
        if (status is null)
            return new SentinelView();
        var master = status.Members.FirstOrDefault(static member => member.IsLeader);
        return new SentinelView
        {
            Master = master is null ? null : OfMember(master),
            Replicas =
            [
                .. status.Members.Where(static member => !member.IsLeader && member.KeepsData).Select(OfMember).OfType<SentinelNode>(),
            ],
            Term = status.Term,
            VoterCount = Math.Max(1, status.Members.Count(Votes)),
            VotersUp = status.Members.Count(static member => Votes(member) && IsUp(member)),
        };
    }

    private static SentinelNode? OfMember(MemberStatus member) =>
        PeerAddress.TrySplit(member.ClientAddress, out var host, out var port)
            ? new SentinelNode(
                host, port, member.Id.ToString("x16", CultureInfo.InvariantCulture).PadLeft(40, '0'),
                IsUp(member), member.MatchIndex)
            : null;

    private static bool Votes(MemberStatus member) => member.Role != MemberRole.Learner;

    private static bool IsUp(MemberStatus member) => member.IsSelf || member.IsHeard;
}
