using FromScratch.Replication.Membership;
using FromScratch.Replication.Progress;

namespace FromScratch.Replication;

/// <content>Who belongs to the group: rules 16 to 18.</content>
public sealed partial class Replica
{
    /// <summary>The last committed one and those behind it, ascending.</summary>
    private readonly List<PlacedConfiguration> _configurations = [];

    /// <summary>What counts: the last one in the log.</summary>
    public Configuration Configuration => _configurations[^1].Configuration;

    /// <summary>Of its entry; 0 = the one that the group began with.</summary>
    public ulong ConfigurationIndex => _configurations[^1].Index;

    /// <summary>Null = it may be proposed now; else why not.</summary>
    public string? CheckConfiguration(Configuration next)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (!CanPropose)
            return "this node does not lead the group, or is handing over";
        if (!HasCommittedInTerm && !Skips(ReplicaFaults.ChangeBeforeOwnTerm))
            return "the leader has just been elected and has not committed an entry yet";
        if (ConfigurationIndex > CommitIndex && !Skips(ReplicaFaults.ChangesOverlap))
            return "another change of the members is under way";
        if (!next.IsOneStepFrom(Configuration))
            return "only one voting member may be added or removed at a time";
        return next.Members.Any(static member => member.Role == MemberRole.Voter) ? null : "no voter would be left";
    }

    /// <summary>
    /// As <see cref="Proposed"/>, for an entry that holds a configuration which <see cref="CheckConfiguration"/> let pass.
    /// </summary>
    public void ProposedConfiguration(ulong index, Configuration next)
    {
        Proposed(index);
        AddConfiguration(new PlacedConfiguration(index, next));
        CommitByCount();
    }

    private void AddConfiguration(in PlacedConfiguration placed)
    {
        _configurations.Add(placed);
        RefreshPeers();
    }

    private void RollBackConfigurations(ulong lastKept)
    {
        while (_configurations.Count > 1 && ConfigurationIndex > lastKept && !Skips(ReplicaFaults.NoRollBack))
            _configurations.RemoveAt(_configurations.Count - 1);
        RefreshPeers();
    }

    /// <summary>Older ones are never gone back to; a leader that is not in the committed one any more hands over.</summary>
    private void ConfigurationCommitted()
    {
        while (_configurations.Count > 1 && _configurations[1].Index <= CommitIndex)
            _configurations.RemoveAt(0);
        if (IsLeader && IsRemoved && !IsTransferring)
            HandOver();
    }

    /// <summary>It may not lead by the members that count for good.</summary>
    private bool IsRemoved => ConfigurationIndex <= CommitIndex && Self is not { Role: MemberRole.Voter };

    /// <summary>To whoever is furthest: what this leader has beyond that nobody else may have.</summary>
    private void HandOver()
    {
        Peer? heir = null;
        foreach (var member in Configuration.Members)
        {
            if (member.Role == MemberRole.Voter && _peers.TryGetValue(member.Id, out var peer) && (heir is null || peer.Match > heir.Match))
                heir = peer;
        }

        if (heir is null)
            StepDown();
        else
            BeginTransfer(heir.Id);
    }

    private void RefreshPeers()
    {
        foreach (var member in Configuration.Members)
        {
            if (member.Id == Id || _peers.ContainsKey(member.Id))
                continue;
            var peer = new Peer(member.Id);
            peer.Reset(LastIndex, _nowMs);
            _peers.Add(member.Id, peer);
        }

        _peerIds.Clear();
        foreach (var id in _peers.Keys.ToArray())
        {
            if (Configuration.Find(id) is null)
                _peers.Remove(id);
            else
                _peerIds.Add(id);
        }
    }
}
