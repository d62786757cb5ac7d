using FromScratch.Group.Links;
using FromScratch.Group.Members;
using FromScratch.Group.Wire;
using FromScratch.Log;
using FromScratch.Replication;
using FromScratch.Replication.Membership;

namespace FromScratch.Group;

/// <content>Who is a member: what the operator asks for, and what the leader does by itself.</content>
public sealed partial class ReplicationGroup
{
    /// <summary>A learner that is so few entries behind has caught up.</summary>
    private const ulong CaughtUpEntries = 1000;

    /// <summary>Nodes that the operator has added and that have not come yet, by name.</summary>
    private readonly Dictionary<string, GroupMember> _expected = new(StringComparer.Ordinal);

    /// <summary>Hands the leadership over to a voter. Null = begun; else why not.</summary>
    public string? TryTransfer(string name)
    {
        string? why;
        lock (_gate)
        {
            if (_replica is not { } replica || !replica.IsLeader)
                why = WhyNotLeader();
            else if (_history!.Current.Find(name) is not { } member)
                why = $"'{name}' is no member";
            else if (member.Id == MemberId)
                why = $"'{name}' leads already";
            else if (!_linksById.ContainsKey(member.Id))
                why = $"'{name}' is not connected";
            else
                why = replica.TryTransfer(member.Id, NowMs) ? null : $"'{name}' is a {member.Role} or this leader has just begun: not now";
            Collect();
        }

        AfterMachineCall();
        return why;
    }

    /// <summary>
    /// Admits a node: as soon as it is there, as a learner, and with the role as soon as it has caught up. Null = begun; else why not.
    /// </summary>
    public string? TryAdd(string name, string address, MemberRole role)
    {
        if (!NodeNames.IsValid(name))
            return $"'{name}' is no node id";
        if (!PeerAddress.TrySplit(address, out _, out _))
            return $"'{address}' is no HOST:PORT";
        lock (_gate)
        {
            if (_replica is not { IsLeader: true })
                return WhyNotLeader();
            if (_options.IsAlone)
                return "this node was started without a replication port";
            if (_history!.Current.Find(name) is not null)
                return $"'{name}' is a member already";
            if (_history.Current.Count >= MemberList.MembersMax)
                return $"a group has at most {MemberList.MembersMax} members";
            _expected[name] = new GroupMember(0, name, address, role);
        }

        _ticker.Wake();
        return null;
    }

    /// <summary>Takes a member out. Null = begun; else why not.</summary>
    public string? TryRemove(string name)
    {
        string? why;
        lock (_gate)
        {
            if (_replica is not { IsLeader: true })
                why = WhyNotLeader();
            else if (_expected.Remove(name))
                why = null;
            else if (_history!.Current.Find(name) is not { } member)
                why = $"'{name}' is no member";
            else
                why = WhyNotWithout(member) ?? TryPropose(_history.Current.Without(member.Id));
            Collect();
        }

        Flush();
        AfterMachineCall();
        return why;
    }

    /// <summary>Those who are left must be able to go on: a majority of them connected, and one among these that can lead.</summary>
    private string? WhyNotWithout(GroupMember removed)
    {
        if (removed.Role == MemberRole.Learner)
            return null;
        var voters = _history!.Current.Members.Where(member => member.Role != MemberRole.Learner && member.Id != removed.Id).ToList();
        if (voters.Count == 0)
            return null; // The replica says so itself.
        var there = voters.Where(member => member.Id == MemberId || _linksById.ContainsKey(member.Id)).ToList();
        if (2 * there.Count <= voters.Count)
            return $"of the {voters.Count} voters that would be left, {there.Count} are connected, which is no majority";
        return there.Exists(static member => member.Role == MemberRole.Voter)
            ? null
            : "of the voters that would be left and are connected, none keeps data, so none could lead";
    }

    private string WhyNotLeader()
    {
        var leader = _replica is { LeaderId: not 0 and var id } ? _history?.Current.Find(id)?.Name : null;
        return leader is null ? "nobody is known to lead the group" : $"'{leader}' leads the group: ask there";
    }

    /// <summary>Under the lock. Null = appended; else why not.</summary>
    private string? TryPropose(MemberList next)
    {
        var configuration = next.ToConfiguration();
        if (_replica!.CheckConfiguration(configuration) is { } why)
            return why;
        if (_log!.TryAppend(_replica.Term, GroupTags.Configuration, next.Encode(), out var index) != AppendResult.Appended)
            return "the log has no room now";
        _history!.Add(index, next);
        _replica.ProposedConfiguration(index, configuration);
        GroupLog.Members(_logger, index, next.ToString());
        return null;
    }

    /// <summary>Every now and then, on the ticker.</summary>
    private void Maintain(long nowMs)
    {
        UpdateLinks();
        if (WantsSnapshots() && Interlocked.Exchange(ref _areSnapshotsDue, 1) == 0)
            _news.Do(StartSnapshots);
        foreach (var link in _linkArray)
        {
            if (link.Peer is { IsFresh: true } peer)
                TellFormation(link, peer);
        }

        FormWhenAllAreHere();
        var isChanged = false;
        lock (_gate)
        {
            if (_replica is { CanPropose: true } replica && !_options.IsAlone)
                isChanged = NextMembers(replica, nowMs) is { } next && TryPropose(next) is null;
            if (isChanged)
                Collect();
        }

        if (isChanged)
            Flush();
    }

    /// <summary>One step towards what should be; null = nothing to do.</summary>
    private MemberList? NextMembers(Replica replica, long nowMs)
    {
        var members = _history!.Current;
        if (replica.ConfigurationIndex > replica.CommitIndex)
            return null;
        if (members.Find(MemberId) is { } self && self.Address != OwnAddress)
            return members.With(self with { Address = OwnAddress });
        foreach (var peer in ConnectedPeers())
        {
            var next = members.Find(peer.MemberId) is { } member
                ? Improved(replica, members, member, peer, nowMs)
                : Admitted(members, peer);
            if (next is not null)
                return next;
        }

        return null;
    }

    private IEnumerable<PeerIdentity> ConnectedPeers()
    {
        foreach (var link in _linkArray)
        {
            if (link.Peer is { } peer)
                yield return peer;
        }

        foreach (var connection in _inbound.Values)
        {
            if (connection.Peer is { } peer && !_linksById.ContainsKey(peer.MemberId))
                yield return peer;
        }
    }

    private MemberList? Improved(Replica replica, MemberList members, GroupMember member, PeerIdentity peer, long nowMs)
    {
        if (member.Address != peer.Address && peer.Address.Length > 0)
            return members.With(member with { Address = peer.Address });
        if (member.Role != MemberRole.Learner || peer.Role == MemberRole.Learner || replica.ProgressOf(member.Id) is not { } progress)
            return null;
        var hasCaughtUp = progress.Match + CaughtUpEntries >= replica.LastIndex && progress.Match >= replica.TermStartIndex
            && nowMs - progress.LastAnswerMs < _options.LinkTimeoutMs;
        if (!hasCaughtUp)
            return null;
        GroupLog.Promoting(_logger, member.Name, peer.Role.ToString());
        return members.With(member with { Role = peer.Role });
    }

    private MemberList? Admitted(MemberList members, PeerIdentity peer)
    {
        var role = peer.Role == MemberRole.Witness ? MemberRole.Witness : MemberRole.Learner;
        var newcomer = new GroupMember(peer.MemberId, peer.Name, peer.Address, role);
        if (members.Find(peer.Name) is { } old)
        {
            if (!IsGone(old.Id) || _linksById.ContainsKey(old.Id))
                return null;
            GroupLog.Replacing(_logger, peer.Name, $"{old.Id:x16}", $"{peer.MemberId:x16}");
            return members.Without(old.Id).With(newcomer);
        }

        if (!_expected.Remove(peer.Name) && !(peer.IsFresh && peer.Role == MemberRole.Learner))
            return null;
        GroupLog.Adding(_logger, peer.Name);
        return members.With(newcomer);
    }
}
