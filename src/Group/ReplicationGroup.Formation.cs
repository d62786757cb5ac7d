using FromScratch.Group.Links;
using FromScratch.Group.Members;
using FromScratch.Group.Wire;
using FromScratch.Replication.Membership;

namespace FromScratch.Group;

/// <content>How nodes with empty directories become a group: DESIGN.md, "Formation".</content>
public sealed partial class ReplicationGroup
{
    private bool _isForming;

    /// <summary>
    /// All voters that this node was started with are connected, and all are new: the first of them by name forms the group. Nobody
    /// else does, so that there are no two.
    /// </summary>
    private void FormWhenAllAreHere()
    {
        MemberList? founders;
        lock (_gate)
            founders = _isForming || !Meta.IsFresh ? null : Founders();
        if (founders is null)
            return;
        var first = founders.Members.Where(member => member.Role == MemberRole.Voter).MinBy(member => member.Name, StringComparer.Ordinal);
        if (first?.Id != MemberId)
            return;
        lock (_gate)
        {
            if (_isForming)
                return;
            _isForming = true;
        }

        _worker.Do(() =>
        {
            var clusterId = DrawClusterId();
            GroupLog.Formed(_logger, $"{clusterId:x32}", founders.ToString());
            Adopt(clusterId, founders);
        });
    }

    /// <summary>Null = not all are here, or somebody is not new or was started with other peers.</summary>
    private MemberList? Founders()
    {
        var hash = PeersHash;
        var members = new List<GroupMember>();
        foreach (var address in _options.Peers)
        {
            if (address.Name == _options.NodeName)
            {
                members.Add(new GroupMember(MemberId, _options.NodeName, address.Address, _options.Role));
                continue;
            }

            if (_links.GetValueOrDefault(address.Name)?.Peer is not { IsFresh: true } peer || peer.PeersHash != hash
                || peer.Role == MemberRole.Learner)
            {
                return null;
            }

            members.Add(new GroupMember(peer.MemberId, peer.Name, peer.Address, peer.Role));
        }

        return MemberList.Of(members);
    }

    /// <summary>To a node that is new and listed.</summary>
    private void TellFormation(Link link, PeerIdentity peer)
    {
        if (!peer.IsFresh || Meta is not { IsFresh: false } meta)
            return;
        MemberList current;
        lock (_gate)
        {
            if (_history is null)
                return;
            current = _history.Current;
        }

        if (current.Find(peer.MemberId) is null && meta.Founders.Find(peer.MemberId) is null)
            return;
        var writer = new WireWriter(1024);
        writer.UInt128(meta.ClusterId);
        writer.UInt16(meta.Epoch);
        meta.Founders.Write(writer);
        current.Write(writer);
        link.TryEnqueue(OutFrame.Of(FrameKind.Formation, writer.Written));
        link.Drain();
    }

    private bool TryReceiveFormation(Inbound connection, ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body);
        var (clusterId, epoch) = (reader.UInt128(), reader.UInt16());
        if (MemberList.Read(ref reader) is not { Count: > 0 } founders || MemberList.Read(ref reader) is not { } current || !reader.IsAtEnd
            || clusterId == 0)
        {
            return false;
        }

        if (!Meta.IsFresh || !(IsListed(founders) || IsListed(current)))
            return true;
        lock (_gate)
        {
            if (_isForming)
                return true;
            _isForming = true;
        }

        var from = connection.Peer!.Name;
        _worker.Do(() =>
        {
            GroupLog.Joined(_logger, $"{clusterId:x32}", from, current.ToString());
            Adopt(clusterId, founders, epoch);
        });
        return true;
    }

    private bool IsListed(MemberList members) => members.Find(MemberId) is { } self && self.Name == _options.NodeName;

    /// <summary>On the worker: from now on this node belongs to the group.</summary>
    private void Adopt(UInt128 clusterId, MemberList founders, ushort epoch = 0)
    {
        SaveMeta(meta => meta with { ClusterId = clusterId, Founders = founders, Epoch = epoch });
        OpenReplica(newest: null);
        _log!.Start();
        foreach (var link in _linkArray)
        {
            if (link.Peer is { } peer)
                TellFormation(link, peer);
        }

        lock (_gate)
        {
            _replica!.Tick(NowMs);
            Collect();
        }

        Release();
        if (!IsListed(founders))
            ConnectAnew();
    }

    /// <summary>The others know this node as new: that it is no more they shall hear in handshakes.</summary>
    private void ConnectAnew()
    {
        foreach (var link in _linkArray)
            link.Close(new IOException("this node belongs to the group now"));
        foreach (var connection in InboundConnections())
            connection.Close();
    }
}
