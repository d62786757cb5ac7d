using FromScratch.Group;
using FromScratch.Log.Files;

namespace FromScratch.KeyValue.Store;

/// <content>What the group tells: see <see cref="IGroupMachine"/>.</content>
public sealed partial class KeyValueStore
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(10);
    private ITimer? _retry;
    private bool _isRetryDue;

    /// <summary>Takes over what this node is to its group now.</summary>
    private void TakeRole()
    {
        var before = _role;
        _role = _group!.Role;
        if (_role == before)
            return;
        if (before.IsLeader)
        {
            AbandonAll();
            RefuseRemoteWaiting();
        }
        else
        {
            AbandonSent();
        }

        if (_role.IsLeader)
            _stampMs = Math.Max(_stampMs, Keys.LogTimeMs);
        MirrorChanged?.Invoke();
        StoreLog.RoleChanged(_logger, _role.IsLeader ? "leader" : "follower", _role.Term);
        if (_role.IsLeader != before.IsLeader)
            RoleFlipped?.Invoke();
        TryAgain();
    }

    /// <summary>
    /// A little later, because something was just refused: by a member that did not know yet that it leads, or for want of room.
    /// </summary>
    private void RetrySoon()
    {
        if (_isRetryDue || _retry is not { } retry)
            return;
        _isRetryDue = true;
        retry.Change(RetryDelay, Timeout.InfiniteTimeSpan);
    }

    private void Retry()
    {
        lock (Gate)
        {
            _isRetryDue = false;
            if (_isStopping)
                return;
            TryAgain();
            if (_unsentForwards > 0 && _role.LeaderId != 0)
                RetrySoon();
        }
    }

    /// <summary>What could not be sent or confirmed before.</summary>
    private void TryAgain()
    {
        if (_group is null || _failure is not null)
            return;
        SendUnsent();
        AskAgain();
        while (ApplyBatch())
        {
            // A read that nobody confirmed, or a write that nobody took, may have been what held up the rest.
        }
    }

    private sealed class Machine(KeyValueStore store) : IGroupMachine
    {
        public void Committed(ulong index) => store.Commit(index);

        public void RoleChanged(in GroupRole role)
        {
            lock (store.Gate)
                store.TakeRole();
        }

        public void Truncated(ulong lastKept)
        {
            lock (store.Gate)
            {
                store._cursor?.Dispose();
                store._cursor = null;
                if (lastKept < store._appliedIndex)
                    store.Rewind();
            }
        }

        public void RoomAgain()
        {
            lock (store.Gate)
            {
                store.SetDiskFull(false);
                store.TellWaiting();
            }
        }

        public void Failed(Exception error)
        {
            lock (store.Gate)
                store.Fail(error);
        }

        public void ReadConfirmed(ulong ticket, ulong index)
        {
            lock (store.Gate)
                store.Confirm(ticket, index);
            store.Commit(0);
        }

        public void Requested(ulong from, ulong ticket, ReadOnlySpan<byte> body)
        {
            lock (store.Gate)
                store.Requested(from, ticket, body);
        }

        public void Replied(ulong ticket, ForwardOutcome outcome, ReadOnlySpan<byte> body)
        {
            lock (store.Gate)
                store.Replied(ticket, outcome, body);
            store.Commit(0);
        }

        public void Noticed(ulong from, ReadOnlySpan<byte> body)
        {
            lock (store.Gate)
                store.Noticed(body);
        }

        public GroupSnapshot? OpenSnapshot() => store.OpenSnapshot();

        public GroupSnapshot? OpenWitnessSnapshot() => store.OpenWitnessSnapshot();

        public void SnapshotDone(GroupSnapshot snapshot) => store.SnapshotDone(snapshot);

        public GroupSnapshot InstallSnapshot(ILogFile file) => store.InstallSnapshot(file);
    }
}
