using FromScratch.Replication.Membership;

namespace FromScratch.Replication;

/// <content>Snapshots, on the side of whoever gets or takes one: rule 19.</content>
public sealed partial class Replica
{
    /// <summary>
    /// A snapshot from the leader has come. True = it is of use: the log is busy until <see cref="Installed"/> or <see
    /// cref="InstallFailed"/>.
    /// </summary>
    public bool ShouldInstall(ulong index, ulong term)
    {
        if (IsLeader || IsLogBusy || (index <= CommitIndex && !Skips(ReplicaFaults.InstallOld)))
            return false;
        if (_terms.At(index) == term && !Skips(ReplicaFaults.InstallOld))
        {
            // The log has all that the snapshot says, and what is in a snapshot is committed.
            _leaderCommit = Math.Max(_leaderCommit, index);
            Agree(index);
            return false;
        }

        return IsLogBusy = true;
    }

    /// <summary>It is in its place, on disk and loaded, and the log begins behind it.</summary>
    public void Installed(ulong index, ulong term, Configuration configuration, ulong configurationIndex)
    {
        IsLogBusy = false;
        _terms.Restart(index, term);
        _configurations.Clear();
        AddConfiguration(new PlacedConfiguration(configurationIndex, configuration));
        DurableIndex = index;
        CommitIndex = Math.Max(CommitIndex, index);
        AppliedIndex = Math.Max(AppliedIndex, index);
        _agreedIndex = Math.Max(_agreedIndex, index);
        if (LeaderId != 0)
            Acknowledge(index, isAsked: true);
    }

    /// <summary>Everything is as it was.</summary>
    public void InstallFailed() => IsLogBusy = false;

    /// <summary>There is an own snapshot of this entry: the log may be cut before it.</summary>
    public void SnapshotTaken(ulong index) => _terms.Snapshot(Math.Min(index, AppliedIndex));
}
