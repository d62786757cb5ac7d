using FromScratch.Group.Members;

namespace FromScratch.Group;

/// <content>What it shows of itself.</content>
public sealed partial class ReplicationGroup
{
    /// <summary>How this node and its group stand.</summary>
    public GroupStatus Status
    {
        get
        {
            var stale = StaleFor;
            lock (_gate)
            {
                var status = new GroupStatus
                {
                    NodeName = _options.NodeName,
                    MemberId = MemberId,
                    ClusterId = _replica is null ? 0 : ClusterId,
                    StaleFor = stale == TimeSpan.MaxValue ? null : stale,
                    Counters = _counters.Read(),
                };
                if (_replica is not { } replica)
                    return status;
                var members = _history!.Current;
                var leader = members.Find(replica.LeaderId);
                return status with
                {
                    Role = replica.Role,
                    MemberRole = members.Find(MemberId)?.Role,
                    Term = replica.Term,
                    LeaderId = replica.LeaderId,
                    LeaderName = leader?.Name,
                    LeaderClientAddress = leader is null ? null : ClientAddressOf(leader) is { Length: > 0 } address ? address : null,
                    FirstIndex = _log!.FirstIndex,
                    LastIndex = replica.LastIndex,
                    DurableIndex = replica.DurableIndex,
                    CommitIndex = replica.CommitIndex,
                    AppliedIndex = _applied,
                    SnapshotIndex = replica.SnapshotIndex,
                    IsTransferring = replica.IsTransferring,
                    Members = [.. members.Members.Select(Describe)],
                };
            }
        }
    }

    /// <summary>Null = no member that this node knows of.</summary>
    public string? NameOf(ulong memberId)
    {
        lock (_gate)
            return memberId == MemberId ? _options.NodeName : _history?.Current.Find(memberId)?.Name;
    }

    /// <summary>host:port where a member's clients connect; null = unknown.</summary>
    public string? ClientAddressOf(ulong memberId)
    {
        lock (_gate)
            return _history?.Current.Find(memberId) is { } member && ClientAddressOf(member) is { Length: > 0 } address ? address : null;
    }

    private MemberStatus Describe(GroupMember member)
    {
        var isSelf = member.Id == MemberId;
        var progress = _replica!.ProgressOf(member.Id);
        return new MemberStatus
        {
            Id = member.Id,
            Name = member.Name,
            Address = member.Address,
            Role = member.Role,
            IsSelf = isSelf,
            IsLeader = member.Id == _replica.LeaderId,
            IsConnected = isSelf || _linksById.ContainsKey(member.Id),
            IsHeard = isSelf || _inbound.ContainsKey(member.Id),
            ClientAddress = ClientAddressOf(member),
#pragma warning disable CA1308 // For people and JSON.
            Shipping = progress?.State.ToString().ToLowerInvariant() ?? "",
#pragma warning restore CA1308
            MatchIndex = isSelf ? _replica.DurableIndex : progress?.Match ?? 0,
            InFlightBytes = progress?.InFlightBytes ?? 0,
            SilentMs = progress is { } known ? NowMs - known.LastAnswerMs : 0,
        };
    }

    private string ClientAddressOf(GroupMember member) =>
        member.Id == MemberId ? ClientAddress
        : _identities.TryGetValue(member.Name, out var peer) && peer.MemberId == member.Id ? peer.ClientAddress : "";
}
