using FromScratch.Group.Links;
using FromScratch.Group.Members;
using FromScratch.Group.Snapshots;
using FromScratch.Log.Files;
using FromScratch.Replication.Membership;
using Microsoft.Extensions.Logging;

namespace FromScratch.Group;

/// <content>Snapshots: to members that need entries which the log no longer has, and from the leader.</content>
public sealed partial class ReplicationGroup
{
    private readonly Dictionary<ulong, SnapshotSender> _senders = [];
    private int _areSnapshotsDue;

    internal ILogDirectory Files => _directory;

    internal ILogger Logger => _logger;

    internal TimeProvider Time => _time;

    internal GroupOptions Options => _options;

    internal void CountSnapshotBytes(int bytes) => Interlocked.Add(ref _counters.SnapshotBytesSent, bytes);

    /// <summary>True when a snapshot would bring this node on.</summary>
    internal bool WantsSnapshot(SnapshotBegin begin)
    {
        lock (_gate)
            return _replica is { IsLeader: false } replica && begin.Index > replica.CommitIndex;
    }

    internal void Acknowledge(ulong to, SnapshotAck ack)
    {
        lock (_gate)
        {
            if (_linksById.TryGetValue(to, out var link))
                link.TryEnqueue(OutFrame.Of(Wire.FrameKind.SnapshotAck, ack.Encode()));
        }

        DrainLinks();
    }

    /// <summary>On the receiver's thread: a snapshot lies complete and synced under its temporary name.</summary>
    /// <exception cref="IOException">The machine cannot use it; everything is as before.</exception>
    internal void Install(SnapshotBegin begin, ILogFile file)
    {
        lock (_gate)
        {
            var isOfUse = _replica?.ShouldInstall(begin.Index, begin.Term) == true;
            Collect();
            if (!isOfUse)
                return;
        }

        GroupSnapshot installed;
        try
        {
            SaveMeta(meta => meta with { InstallingIndex = begin.Index, InstallingTerm = begin.Term });
            installed = _machine.InstallSnapshot(file);
            if ((installed.Index, installed.Term) != (begin.Index, begin.Term))
                throw new InvalidDataException($"it says that it is of entry {installed.Index} of term {installed.Term}");
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            lock (_gate)
                _replica!.InstallFailed();
            throw;
        }

        RestartLog(begin);
        SaveMeta(meta => meta with { InstallingIndex = 0, InstallingTerm = 0 });
        lock (_gate)
        {
            _history!.Restart(begin.ConfigurationIndex, begin.Members);
            _events.CutTo(begin.Index);
            Volatile.Write(ref _applied, begin.Index);
            _replica!.Installed(begin.Index, begin.Term, begin.Members.ToConfiguration(), begin.ConfigurationIndex);
            _replica.Durable(_log!.KeptIndex);
            Collect();
        }

        Interlocked.Increment(ref _counters.SnapshotsReceived);
        GroupLog.SnapshotInstalled(_logger, begin.Index);
        Release();
    }

    /// <summary>The transfer to a member has ended, one way or the other.</summary>
    internal void SnapshotEnded(SnapshotSender sender, ulong to, GroupSnapshot snapshot, bool succeeded)
    {
        if (succeeded)
            Interlocked.Increment(ref _counters.SnapshotsSent);
        lock (_gate)
        {
            if (_senders.GetValueOrDefault(to) == sender)
                _senders.Remove(to);
            _replica?.SnapshotSent(to, succeeded);
            Collect();
        }

        _machine.SnapshotDone(snapshot);
        Release();
    }

    /// <summary>The machine has the state already: the log must follow, as soon as the disk has room.</summary>
    private void RestartLog(SnapshotBegin begin)
    {
        while (true)
        {
            try
            {
                _log!.Restart(begin.Index + 1, begin.Term);
                return;
            }
            catch (DiskFullException)
            {
                if (!_worker.TryPause(DiskFullPauseMs))
                    throw;
            }
        }
    }

    private bool TryReceiveSnapshotAck(ulong from, ReadOnlySpan<byte> body)
    {
        if (!SnapshotAck.TryRead(body, out var ack))
            return false;
        SnapshotSender? sender;
        lock (_gate)
            sender = _senders.GetValueOrDefault(from);
        sender?.Take(ack);
        return true;
    }

    private bool WantsSnapshots()
    {
        lock (_gate)
            return _replica is { IsLeader: true } replica && replica.Peers.Any(replica.WantsSnapshot);
    }

    /// <summary>Begins a transfer to every member that waits for one. Not under the lock: it asks the machine.</summary>
    private void StartSnapshots()
    {
        Volatile.Write(ref _areSnapshotsDue, 0);
        foreach (var link in _linkArray)
        {
            ulong to;
            int active;
            bool isWitness;
            lock (_gate)
            {
                if (link.Peer?.MemberId is not { } id || _replica?.WantsSnapshot(id) != true || _senders.ContainsKey(id))
                    continue;
                (to, active) = (id, _senders.Count + 1);
                isWitness = _replica.Configuration.Find(id) is { Role: MemberRole.Witness };
            }

            if ((isWitness ? _machine.OpenWitnessSnapshot() : _machine.OpenSnapshot()) is not { } snapshot)
                continue;
            if (snapshot.Members.IsEmpty)
                snapshot = snapshot with { Members = Meta.Founders.Encode() };
            var sender = new SnapshotSender(this, link, to, snapshot, Math.Max(1, _options.SnapshotBytesPerSecondMax / active));
            lock (_gate)
            {
                _senders[to] = sender;
                _replica?.SnapshotSending(to, snapshot.Index);
            }

            sender.Start();
        }
    }

    private void EndSnapshotTo(ulong member, string reason)
    {
        SnapshotSender? sender;
        lock (_gate)
            sender = _senders.GetValueOrDefault(member);
        sender?.Stop(reason);
    }
}
