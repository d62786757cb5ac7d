using FromScratch.Group;
using FromScratch.KeyValue.Snapshots;

namespace FromScratch.KeyValue.Store;

/// <content>Snapshots, taken by a thread of their own while writes go on.</content>
public sealed partial class KeyValueStore
{
    /// <summary>Items looked at between two looks at the block's size.</summary>
    private const int ItemsPerStep = 16;
    private const int StepsPerGate = 8;
    private const int WaySpinsMax = 1000;
    private Thread? _snapshotThread;
    private volatile bool _isSnapshotUnderWay;

    /// <summary>Threads that wait for the gate while a snapshot is taken.</summary>
    private int _gateWanted;
    private bool _lastSnapshotFailed;
    private long _lastSnapshotUnixSeconds;

    /// <summary>Of the newest one, or of the one under way.</summary>
    private ulong _snapshotIndex;
    private long _changes;
    private long _logBytesSinceSnapshot;

    /// <summary>After a failure the next one comes no sooner than the log has grown to this.</summary>
    private long _snapshotRetryBytes;

    /// <summary>
    /// SAVE and BGSAVE: begins a snapshot unless one is under way (false). Done is called under no lock, from any thread.
    /// </summary>
    /// <param name="done">Gets null when all went well.</param>
    public bool TryBeginSnapshot(Action<Exception?> done)
    {
        if (_isSnapshotUnderWay || _isStopping || _endsSnapshot)
            return false;
        _isSnapshotUnderWay = true;
        _snapshotThread = new Thread(() => done(TakeSnapshot())) { IsBackground = true, Name = "kv-snapshot" };
        _snapshotThread.Start();
        return true;
    }

    /// <summary>Under no lock. Returns why there is none; null = it is on disk.</summary>
    internal Exception? TakeSnapshot()
    {
        var startedAt = _time.GetTimestamp();
        Exception? failure = null;
        try
        {
            if (_group is null || _group.ClusterId == 0)
                throw new InvalidOperationException("nothing is kept on disk, or no group has been formed yet: no log, no snapshots");
            var (snapshot, items) = WriteSnapshot();
            StoreLog.SnapshotTaken(_logger, snapshot.FileName, items, _time.GetElapsedTime(startedAt).TotalSeconds);
            SetNewest(snapshot);
            DeleteOldSnapshots();
            _group.SnapshotTaken(snapshot.Index);
        }
#pragma warning disable CA1031 // Top of a thread: whatever the reason, the server goes on with the snapshot before.
        catch (Exception error)
#pragma warning restore CA1031
        {
            failure = error;
            StoreLog.SnapshotFailed(_logger, error.Message);
        }

        lock (Gate)
        {
            _isSnapshotUnderWay = false;
            _lastSnapshotFailed = failure is not null;
            _snapshotRetryBytes = failure is null ? 0 : _logBytesSinceSnapshot + (_options.SnapshotLogBytes / 4);
            if (failure is null)
                _lastSnapshotUnixSeconds = _time.GetUtcNow().ToUnixTimeSeconds();
        }

        return failure;
    }

    private void BeginSnapshotWhenDue()
    {
        // Of much data a snapshot costs much: the log may grow to half of it, whatever the option says.
        var limit = Math.Max(Math.Max(_options.SnapshotLogBytes, _snapshotRetryBytes), Keys.BytesUsed / 2);
        if (_group is not null && _options.SnapshotLogBytes > 0 && _logBytesSinceSnapshot >= limit)
            _ = TryBeginSnapshot(static _ => { });
    }

    private (GroupSnapshot Snapshot, long Items) WriteSnapshot()
    {
        _snapshotFiles.DeleteTemporary();
        try
        {
            return FillSnapshot();
        }
        catch
        {
            _snapshotFiles.DeleteTemporary();
            throw;
        }
    }

    private (GroupSnapshot Snapshot, long Items) FillSnapshot()
    {
        using var writer = new SnapshotWriter(Keys, _directory);
        var snapshot = BeginSnapshot(writer, out var changesBefore, out var bytesBefore);
        try
        {
            writer.WriteHeader();
            bool more;
            do
            {
                more = Step(writer, out var block);
                writer.Write(block);
                MakeWay();
            }
            while (more);
        }
        finally
        {
            lock (Gate)
                Keys.EndWalk();
        }

        _group!.SyncLog();
        var file = writer.Complete();
        if (_snapshotFiles.FindNewest()?.AppliedIndex == snapshot.Index)
            _snapshotFiles.DeleteTemporary();
        else
            _snapshotFiles.Publish(file, snapshot.Index);
        lock (Gate)
        {
            _changes -= changesBefore;
            _logBytesSinceSnapshot -= bytesBefore;
        }

        return (snapshot, writer.Count);
    }

    /// <summary>Keeps away from the gate while somebody waits for it, but not for ever.</summary>
    private void MakeWay()
    {
        var spinner = default(SpinWait);
        for (var spins = 0; Volatile.Read(ref _gateWanted) > 0 && spins < WaySpinsMax; spins++)
            spinner.SpinOnce(sleep1Threshold: -1);
    }

    private GroupSnapshot BeginSnapshot(SnapshotWriter writer, out long changesBefore, out long bytesBefore)
    {
        lock (Gate)
        {
            var members = _group!.MembersAt(_appliedIndex, out var configurationIndex);
            _configuration = new SnapshotConfiguration(configurationIndex, members.Encode(), Mirror.IsActive ? Mirror.Encode() : default);
            var header = new SnapshotHeader(_group.ClusterId, _appliedIndex, _appliedTerm, Keys.LogTimeMs);
            writer.Begin(header, _configuration);
            Keys.BeginWalk(writer);
            (changesBefore, bytesBefore) = (_changes, _logBytesSinceSnapshot);
            _snapshotIndex = _appliedIndex;
            return Describe(SnapshotFormat.NameOf(_appliedIndex));
        }
    }

    /// <summary>False = everything was walked over.</summary>
    private bool Step(SnapshotWriter writer, out SnapshotBlock block)
    {
        lock (Gate)
        {
            if (_isStopping || _endsSnapshot)
                throw new OperationCanceledException("the server stops, or has got a newer snapshot from the leader");
            var more = true;
            for (var step = 0; more && step < StepsPerGate && !writer.IsBlockFull; step++)
                more = Keys.StepWalk(ItemsPerStep);
            block = writer.TakeFilled();
            return more;
        }
    }

    private void DeleteOldSnapshots()
    {
        List<string> older;
        lock (_lentSnapshots)
            older = [.. _snapshotFiles.OlderThan(_snapshotIndex).Except(_lentSnapshots)];
        foreach (var name in older)
        {
            try
            {
                _directory.Delete(name);
            }
            catch (IOException error)
            {
                StoreLog.FileNotDeleted(_logger, name, error.Message);
            }
        }
    }
}
