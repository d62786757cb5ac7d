using System.Security.Cryptography;
using FromScratch.Core;
using FromScratch.Group.Links;
using FromScratch.Group.Members;
using FromScratch.Group.Wire;
using FromScratch.Log.Format;
using FromScratch.Replication.Membership;
using Microsoft.Extensions.Logging;

namespace FromScratch.Group;

/// <content>The other nodes: who is connected, and who may be.</content>
public sealed partial class ReplicationGroup
{
    private readonly ulong _runId = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    private readonly Dictionary<string, Link> _links = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, Link> _linksById = [];
    private readonly Dictionary<ulong, Inbound> _inbound = [];

    /// <summary>When a connection of a member ended.</summary>
    private readonly Dictionary<ulong, long> _heardMs = [];

    /// <summary>What nodes said of themselves last, by name: for addresses of clients.</summary>
    private readonly Dictionary<string, PeerIdentity> _identities = new(StringComparer.Ordinal);
    private volatile Link[] _linkArray = [];

    private string OwnAddress
    {
        get
        {
            foreach (var peer in _options.Peers)
            {
                if (peer.Name == _options.NodeName)
                    return peer.Address;
            }

            return _options.AdvertisedAddress ?? _server?.EndPoint.ToString() ?? _options.Listen?.ToString() ?? "";
        }
    }

    private uint PeersHash
    {
        get
        {
            var names = _options.Peers.Select(peer => peer.Name).Order(StringComparer.Ordinal);
            return Crc32C.Of(System.Text.Encoding.UTF8.GetBytes(string.Join(',', names)));
        }
    }

    private PeerIdentity Self()
    {
        var meta = Meta;
        return new PeerIdentity
        {
            ClusterId = meta.ClusterId,
            Epoch = meta.Epoch,
            MemberId = meta.MemberId,
            RunId = _runId,
            Name = _options.NodeName,
            Role = _options.Role,
            Address = OwnAddress,
            ClientAddress = ClientAddress,
            PeersHash = PeersHash,
        };
    }

    private Inbound[] InboundConnections()
    {
        lock (_gate)
            return [.. _inbound.Values];
    }

    /// <summary>Links to everybody who is listed, is a member, or shall be one; and to nobody else.</summary>
    private void UpdateLinks()
    {
        if (_options.IsAlone || _isStopping)
            return;
        var wanted = new Dictionary<string, PeerAddress>(StringComparer.Ordinal);
        foreach (var peer in _options.Peers)
            wanted[peer.Name] = peer;
        List<Link> started = [], stopped = [];
        lock (_gate)
        {
            foreach (var (name, address) in (_history?.Current.Members ?? []).Select(member => (member.Name, member.Address))
                .Concat(_expected.Values.Select(member => (member.Name, member.Address))))
            {
                if (PeerAddress.TrySplit(address, out var host, out var port))
                    wanted.TryAdd(name, new PeerAddress(name, host, port));
            }

            wanted.Remove(_options.NodeName);
            stopped.AddRange(_links.Values.Where(link => wanted.GetValueOrDefault(link.Name) != link.Address));
            stopped.ForEach(link => _links.Remove(link.Name));

            foreach (var address in wanted.Values.Where(address => !_links.ContainsKey(address.Name)))
            {
                var link = new Link(_host, address, new SeededRandom(_random.NextUInt64()));
                _links.Add(address.Name, link);
                started.Add(link);
            }

            if (started.Count + stopped.Count > 0)
                _linkArray = [.. _links.Values];
        }

        stopped.ForEach(Retire);
        started.ForEach(link => link.Start());
    }

    private static void Retire(Link link)
    {
        link.Stop();
        // Once and for all: nobody ships on it again.
        if (Interlocked.Increment(ref link.ShipRequests) == 1)
            link.Shipper?.Dispose();
    }

    private Refusal? JudgeDialler(PeerIdentity peer, string target)
    {
        if (target != _options.NodeName)
            return new Refusal(RefusalReason.WrongName, $"this is node '{_options.NodeName}', not '{target}'");
        if (Judge(peer) is { } refusal)
            return refusal;
        lock (_gate)
        {
            var nowMs = NowMs;
            foreach (var other in _inbound.Values)
            {
                if (other.Peer is not { } known || nowMs - other.HeardMs > _options.LinkTimeoutMs)
                    continue;
                if (known.MemberId == peer.MemberId && known.RunId != peer.RunId)
                    return new Refusal(RefusalReason.ReusedId, $"member id {peer.MemberId:x16} is in use by another process");
                if (known.MemberId != peer.MemberId && known.Name == peer.Name)
                {
                    return new Refusal(
                        RefusalReason.ReusedId, $"the name '{peer.Name}' is in use by another node, member {known.MemberId:x16}");
                }
            }
        }

        return null;
    }

    private Refusal? JudgeAcceptor(Link link, PeerIdentity peer) => peer.Name == link.Name
        ? Judge(peer)
        : new Refusal(RefusalReason.WrongName, $"{link.Address.Address} is node '{peer.Name}', not '{link.Name}'");

    /// <summary>What holds in either direction.</summary>
    private Refusal? Judge(PeerIdentity peer)
    {
        var meta = Meta;
        if (peer.Name == _options.NodeName)
            return new Refusal(RefusalReason.ReusedId, $"'{peer.Name}' is the name of this node");
        if (peer.MemberId == meta.MemberId)
            return new Refusal(RefusalReason.ReusedId, $"member id {peer.MemberId:x16} is this node's");
        if (!meta.IsFresh && !peer.IsFresh && meta.ClusterId != peer.ClusterId)
        {
            return new Refusal(
                RefusalReason.OtherCluster,
                $"'{peer.Name}' belongs to the group {peer.ClusterId:x32}, '{meta.NodeName}' to {meta.ClusterId:x32}");
        }

        if (!meta.IsFresh && !peer.IsFresh && meta.Epoch != peer.Epoch)
        {
            var (left, by) = peer.Epoch < meta.Epoch ? (peer.Name, meta.NodeName) : (meta.NodeName, peer.Name);
            return new Refusal(
                RefusalReason.OtherEpoch,
                $"'{left}' was left behind when '{by}' or another was promoted by force: it must begin with an empty directory");
        }

        lock (_gate)
        {
            if (_history is not { } history)
                return JudgeBeforeFormation(peer);
            return peer.IsFresh && history.Current.Find(peer.MemberId) is null ? JudgeNewcomer(peer, history.Current) : null;
        }
    }

    private Refusal? JudgeBeforeFormation(PeerIdentity peer) =>
        peer.IsFresh && peer.Role != MemberRole.Learner && !_options.Peers.Any(listed => listed.Name == peer.Name)
            ? new Refusal(RefusalReason.UnknownName, $"'{peer.Name}' is not among the peers of '{_options.NodeName}'")
            : null;

    private Refusal? JudgeNewcomer(PeerIdentity peer, MemberList members)
    {
        if (members.Find(peer.Name) is { } listed)
        {
            return IsGone(listed.Id) ? null : new Refusal(
                RefusalReason.ReusedId,
                $"the name '{peer.Name}' is that of member {listed.Id:x16}, which was heard of less than {_options.ReplaceAfterMs} ms ago");
        }

        if (_expected.TryGetValue(peer.Name, out var expected))
        {
            return expected.Role == peer.Role ? null : new Refusal(
                RefusalReason.UnknownName, $"'{peer.Name}' was added as a {expected.Role} and was started as a {peer.Role}");
        }

        return peer.Role == MemberRole.Learner ? null : new Refusal(
            RefusalReason.UnknownName, $"'{peer.Name}' is no member of the group: add it first");
    }

    /// <summary>Not heard of for so long that another may take its place.</summary>
    private bool IsGone(ulong member) =>
        !_inbound.ContainsKey(member) && NowMs - _heardMs.GetValueOrDefault(member) > _options.ReplaceAfterMs;

    private void LinkUp(Link link, PeerIdentity peer)
    {
        lock (_gate)
        {
            _linksById[peer.MemberId] = link;
            _identities[peer.Name] = peer;
            _replica?.Disconnected(peer.MemberId);
            Collect();
        }

        TellFormation(link, peer);
        FormWhenAllAreHere();
        Release();
        ShipAll();
    }

    private void LinkDown(Link link, PeerIdentity peer)
    {
        lock (_gate)
        {
            if (_linksById.GetValueOrDefault(peer.MemberId) == link)
                _linksById.Remove(peer.MemberId);
            _replica?.Disconnected(peer.MemberId);
            Collect();
        }

        EndSnapshotTo(peer.MemberId, "the connection is lost");
        LoseForwards(peer.MemberId);
        Release();
    }

    private bool TryAddInbound(Inbound connection)
    {
        var peer = connection.Peer!;
        Inbound? replaced;
        Link? back;
        lock (_gate)
        {
            if (_isStopping || Failure is not null)
                return false;
            replaced = _inbound.GetValueOrDefault(peer.MemberId);
            _inbound[peer.MemberId] = connection;
            _identities[peer.Name] = peer;
            _links.TryGetValue(peer.Name, out back);
        }

        if (replaced is not null)
        {
            replaced.Close();
            LoseForwards(peer.MemberId);
        }

        back?.Poke();
        return true;
    }

    private void InboundDown(Inbound connection)
    {
        var id = connection.Peer!.MemberId;
        lock (_gate)
        {
            if (_inbound.GetValueOrDefault(id) != connection)
                return;
            _inbound.Remove(id);
            _heardMs[id] = NowMs;
        }

        LoseForwards(id);
    }

    private sealed class PeerHost(ReplicationGroup group) : IPeerHost
    {
        public GroupOptions Options => group._options;

        public TimeProvider Time => group._time;

        public ILogger Logger => group._logger;

        public Counters Counters => group._counters;

        public FrameLimits Limits { get; } = new(
            MessageCodec.Bytes + group._options.Replica.AppendBytesMax + group._options.Log.PayloadBytesMax + EntriesCodec.HeaderBytes,
            group._options.ForwardBytesMax + ForwardHeaderBytes,
            group._options.SnapshotChunkBytes + Snapshots.SnapshotFrames.ChunkHeaderBytes);

        public long NowMs => group.NowMs;

        public PeerIdentity Self() => group.Self();

        public Refusal? JudgeDialler(PeerIdentity dialler, string target) => group.JudgeDialler(dialler, target);

        public Refusal? JudgeAcceptor(Link link, PeerIdentity acceptor) => group.JudgeAcceptor(link, acceptor);

        public void LinkUp(Link link, PeerIdentity acceptor) => group.LinkUp(link, acceptor);

        public void LinkDown(Link link, PeerIdentity acceptor) => group.LinkDown(link, acceptor);

        public bool TryAddInbound(Inbound connection) => group.TryAddInbound(connection);

        public void InboundDown(Inbound connection) => group.InboundDown(connection);

        public void HearPart(Inbound connection) => group.HearPart(connection);

        public bool TryReceive(Inbound connection, FrameKind kind, ReadOnlySpan<byte> body) => group.TryReceive(connection, kind, body);

        public void Fail(Exception error)
        {
            group.Fail(error);
            group._events.Deliver();
        }
    }
}
