using FromScratch.Core;
using FromScratch.Group.Driving;
using FromScratch.Group.Members;
using FromScratch.Group.Meta;
using FromScratch.Log;
using FromScratch.Log.Files;
using FromScratch.Replication;
using FromScratch.Replication.Membership;
using Microsoft.Extensions.Logging;

namespace FromScratch.Group;

/// <content>What the directory holds, and the meta file.</content>
public sealed partial class ReplicationGroup
{
    private const int DiskFullPauseMs = 250;
    private readonly MetaFile _metaFile;
    private readonly SeededRandom _random;
    private readonly Lock _metaGate = new();
    private volatile GroupMeta _meta = new();

    private GroupMeta Meta => _meta;

    /// <summary>Recovers what the directory holds. No thread runs and no socket is open yet.</summary>
    /// <param name="options">How this node takes part.</param>
    /// <param name="directory">The group's and the machine's alone; stays the caller's to dispose, after the group.</param>
    /// <param name="machine">What the group carries.</param>
    /// <param name="newest">The snapshot that the machine has loaded; null = none.</param>
    /// <param name="time">For ticks and timeouts.</param>
    /// <param name="logger">For the operator.</param>
    /// <exception cref="ArgumentException">The options have a mistake, in one line.</exception>
    /// <exception cref="IOException">A file is damaged or missing: file, offset and what to do.</exception>
    public static ReplicationGroup Open(
        GroupOptions options, ILogDirectory directory, IGroupMachine machine, GroupSnapshot? newest, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(time);
        if (options.Check() is { } mistake)
            throw new ArgumentException(mistake, nameof(options));
        options.Log.Validate();
        var group = new ReplicationGroup(options, directory, machine, time, logger);
        group.Recover(newest);
        return group;
    }

    private void Recover(GroupSnapshot? newest)
    {
        _receiver.DeleteTemporary();
        var meta = _metaFile.Read();
        if (meta is null)
            meta = FirstMeta(newest);
        else if (meta.MemberId == 0)
            meta = Upgrade(meta);
        else if (meta.IsFresh && _options.FormsAlone)
            meta = meta with { ClusterId = DrawClusterId(), Founders = OnlySelf(meta.MemberId) };
        if (meta.NodeName != _options.NodeName)
        {
            throw new IOException(
                $"{_directory.Path} belongs to node '{meta.NodeName}', and this one is '{_options.NodeName}': a node keeps its name.");
        }

        if (meta != _metaFile.Read())
            _metaFile.Write(meta);
        _meta = meta;
        if (!meta.IsFresh)
            OpenReplica(newest);
        if (_history is { } history && IsOnlyVoter(history.Current))
            LeadAlone();
    }

    /// <summary>A group of one has nobody to ask: it leads before anything is started, and waits for no timeout.</summary>
    private void LeadAlone()
    {
        lock (_gate)
        {
            var replica = _replica!;
            replica.Tick(NowMs);
            while (replica.TryTakeHardState(out var state))
            {
                SaveMeta(meta => meta with { HardState = state });
                replica.HardStateSaved(state);
            }

            Collect();
        }
    }

    /// <summary>Version 1 knew no members: its directories are groups of one.</summary>
    private GroupMeta Upgrade(GroupMeta meta)
    {
        var id = DrawId();
        return meta with { MemberId = id, NodeName = _options.NodeName, Founders = OnlySelf(id) };
    }

    private GroupMeta FirstMeta(GroupSnapshot? newest)
    {
        if (newest is not null || _directory.List().Any(name => name.EndsWith(".log", StringComparison.Ordinal)))
        {
            throw new IOException(
                $"{_directory.Path}: there is a log or a snapshot but no meta file that tells whose they are. "
                + "Nothing was changed: restore the whole directory from a copy.");
        }

        var id = DrawId();
        GroupLog.FirstStart(_logger, _directory.Path, _options.NodeName, $"{id:x16}");
        var meta = new GroupMeta { MemberId = id, NodeName = _options.NodeName };
        return _options.FormsAlone ? meta with { ClusterId = DrawClusterId(), Founders = OnlySelf(id) } : meta;
    }

    private ulong DrawId()
    {
        ulong id;
        do
            id = _random.NextUInt64();
        while (id == 0);
        return id;
    }

    private UInt128 DrawClusterId() => new(_random.NextUInt64() | 1, _random.NextUInt64());

    private MemberList OnlySelf(ulong id) => MemberList.Of(new GroupMember(id, _options.NodeName, OwnAddress, MemberRole.Voter));

    /// <summary>The log, and a replica on it. The directory must belong to a group.</summary>
    /// <exception cref="IOException">Something is damaged or missing.</exception>
    private void OpenReplica(GroupSnapshot? newest)
    {
        var meta = Meta;
        var isInstalling = newest is not null && (meta.InstallingIndex, meta.InstallingTerm) == (newest.Index, newest.Term);
        var logOptions = _options.Log with
        {
            Identity = meta.ClusterId,
            KnownIndex = newest is null || isInstalling ? _options.Log.KnownIndex : newest.Index,
        };
        var log = WriteAheadLog.Open(_directory, logOptions, new LogEars(this), _time);
        try
        {
            var (replica, history) = MakeReplica(log, newest, FitToSnapshot(log, newest, isInstalling));
            CheckSockets(history.Current);
            lock (_gate)
            {
                (_replica, _history, _log) = (replica, history, log);
                Volatile.Write(ref _applied, newest?.Index ?? 0);
            }
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    private (Replica Replica, MemberHistory History) MakeReplica(WriteAheadLog log, GroupSnapshot? newest, LogTerms terms)
    {
        var history = HistoryOf(newest, terms);
        var replica = new Replica(
            _options.Replica with { Id = Meta.MemberId },
            new StartState
            {
                HardState = Meta.HardState,
                SnapshotIndex = newest?.Index ?? 0,
                SnapshotTerm = newest?.Term ?? 0,
                LastIndex = log.LastIndex,
                LastTerm = log.LastTerm,
                CommitIndex = IsOnlyVoter(history.Current) ? log.LastIndex : newest?.Index ?? 0,
                Configurations =
                    [.. history.Placed.Select(placed => new PlacedConfiguration(placed.Index, placed.Members.ToConfiguration()))],
            },
            terms,
            new SeededRandom(_random.NextUInt64()),
            NowMs);
        return (replica, history);
    }

    /// <summary>
    /// The log must go on where the snapshot ends. Where a snapshot of the leader was just put in its place, the log that it replaces
    /// may still be there.
    /// </summary>
    private LogTerms FitToSnapshot(WriteAheadLog log, GroupSnapshot? newest, bool isInstalling)
    {
        var terms = new LogTerms(log, newest?.Index + 1 ?? 1);
        if (newest is null)
        {
            return log.FirstIndex == 1 ? terms : throw new IOException(
                $"{_directory.Path}: the log begins at entry {log.FirstIndex}, and the snapshot that it goes on behind is not there. "
                + "Nothing was changed: restore the whole directory from a copy.");
        }

        var hasEntry = log.FirstIndex <= newest.Index && log.LastIndex >= newest.Index;
        var fits = hasEntry ? newest.Term == 0 || terms.TermAt(newest.Index) == newest.Term : log.FirstIndex == newest.Index + 1;
        if (fits)
            return terms;
        if (!isInstalling)
        {
            throw new IOException(
                $"{_directory.Path}: the log holds entries {log.FirstIndex} to {log.LastIndex} and does not go on where the snapshot "
                + $"ends, at entry {newest.Index} of term {newest.Term}: files are missing. Restore the whole directory from a copy.");
        }

        log.Restart(newest.Index + 1, newest.Term);
        return new LogTerms(log, newest.Index + 1);
    }

    private MemberHistory HistoryOf(GroupSnapshot? newest, LogTerms terms)
    {
        var first = (Index: 0UL, Members: Meta.Founders);
        if (newest is { Members.IsEmpty: false })
        {
            var members = MemberList.TryDecode(newest.Members.Span)
                ?? throw new IOException($"{_directory.Path}: the members in {newest.FileName} cannot be read");
            first = (newest.ConfigurationIndex, members);
        }

        var history = new MemberHistory(first.Index, first.Members);
        foreach (var (index, members) in terms.Configurations)
            history.Add(index, members);
        return history;
    }

    /// <summary>What is on its disk is on a majority's.</summary>
    private bool IsOnlyVoter(MemberList members) =>
        members.Members.All(member => member.Role == MemberRole.Learner || member.Id == Meta.MemberId)
        && members.Find(Meta.MemberId) is { Role: MemberRole.Voter };

    private void CheckSockets(MemberList members)
    {
        if (_options.IsAlone && members.Members.Any(member => member.Id != Meta.MemberId))
        {
            throw new IOException(
                $"{_directory.Path} belongs to a group of {members.Count} members ({members}): "
                + "a replication port and the peers are needed.");
        }
    }

    /// <summary>On disk when this returns; once started it tries until the disk has room.</summary>
    private void SaveMeta(Func<GroupMeta, GroupMeta> change)
    {
        lock (_metaGate)
        {
            var next = change(_meta);
            while (next != _meta)
            {
                try
                {
                    _metaFile.Write(next);
                    _meta = next;
                }
                catch (DiskFullException)
                {
                    GroupLog.MetaDiskFull(_logger);
                    if (!_isStarted || !_worker.TryPause(DiskFullPauseMs))
                        throw;
                }
            }
        }
    }

    private sealed class LogEars(ReplicationGroup group) : ILogListener
    {
        public void Written(ulong index) => group.OnWritten();

        public void Committed(ulong index) => group.OnKept();

        public void Failed(LogFailedException error)
        {
            group.Fail(error);
            group._events.Deliver();
        }

        public void RoomAgain() => group.OnRoomAgain();
    }
}
