using FromScratch.Group;
using FromScratch.KeyValue.Engine;
using FromScratch.KeyValue.Snapshots;
using FromScratch.Log.Files;

namespace FromScratch.KeyValue.Store;

/// <content>Snapshots that go to other members or come from them, and going back to the own one.</content>
public sealed partial class KeyValueStore
{
    /// <summary>Files that are being sent: they stay, though newer ones come.</summary>
    private readonly List<string> _lentSnapshots = [];

    /// <summary>Guarded by the list of those that are lent.</summary>
    private GroupSnapshot? _newest;

    /// <summary>The one under way is no longer wanted.</summary>
    private bool _endsSnapshot;

    private GroupSnapshot? OpenSnapshot()
    {
        lock (_lentSnapshots)
        {
            if (_newest is { } newest)
                _lentSnapshots.Add(newest.FileName);
            return _newest;
        }
    }

    /// <summary>The newest one without its keys: a file of its own, made when it is asked for and deleted when it is given back.</summary>
    private GroupSnapshot? OpenWitnessSnapshot()
    {
        if (OpenSnapshot() is not { } newest)
            return null;
        try
        {
            var empty = newest with { FileName = SnapshotFormat.WitnessNameOf(newest.Index) };
            lock (_lentSnapshots)
            {
                if (!_lentSnapshots.Contains(empty.FileName))
                    _snapshotFiles.WriteWithoutKeys(newest.FileName, empty.FileName);
                _lentSnapshots.Add(empty.FileName);
            }

            return empty;
        }
        finally
        {
            SnapshotDone(newest);
        }
    }

    private void SnapshotDone(GroupSnapshot snapshot)
    {
        lock (_lentSnapshots)
        {
            _lentSnapshots.Remove(snapshot.FileName);
            if (SnapshotFormat.IsWitnessName(snapshot.FileName) && !_lentSnapshots.Contains(snapshot.FileName))
                _directory.Delete(snapshot.FileName);
        }

        DeleteOldSnapshots();
    }

    /// <summary>Loads it beside the state that is served, and puts it in its place when it is whole.</summary>
    private GroupSnapshot InstallSnapshot(ILogFile file)
    {
        Keyspace keys;
        lock (Gate)
            keys = NewKeys();
        try
        {
            GroupSnapshot installed;
            var (header, configuration) = SnapshotReader.Read(keys, file, Path.Combine(_directory.Path, file.Name), static _ => { });
            if (_group!.ClusterId is var identity && header.Identity != identity)
                throw new IOException($"the snapshot that came belongs to the store {header.Identity:x32}, not to {identity:x32}");
            EndSnapshotUnderWay();
            _snapshotFiles.Publish(file, header.AppliedIndex);
            lock (Gate)
            {
                (_appliedIndex, _appliedTerm, _configuration) = (header.AppliedIndex, header.Term, configuration);
                _committedIndex = Math.Max(_committedIndex, _appliedIndex);
                _snapshotIndex = _appliedIndex;
                (_changes, _logBytesSinceSnapshot) = (0, 0);
                _aborted.Restart(_appliedIndex + 1);
                TakeMirror(configuration);
                keys = Replace(keys);
                installed = Describe(SnapshotFormat.NameOf(header.AppliedIndex));
                StoreLog.SnapshotInstalled(_logger, installed.FileName, Keys.Count);
            }

            SetNewest(installed);
            DeleteOldSnapshots();
            return installed;
        }
        finally
        {
            keys.Dispose();
            lock (Gate)
                _endsSnapshot = false;
        }
    }

    /// <summary>
    /// Entries were applied that are not the group's (CommitRule.Leader): what the snapshot says counts, and the log from there on.
    /// </summary>
    private void Rewind()
    {
        StoreLog.Rewound(_logger, _appliedIndex);
        var keys = NewKeys();
        (_appliedIndex, _appliedTerm, _configuration) = (0, 0, default);
        if (_snapshotFiles.FindNewest() is var (name, _))
        {
            var (header, configuration) = SnapshotReader.Read(keys, _directory, name, static _ => { });
            (_appliedIndex, _appliedTerm, _configuration) = (header.AppliedIndex, header.Term, configuration);
        }

        _committedIndex = _appliedIndex;
        _aborted.Restart(_appliedIndex + 1);
        TakeMirror(_configuration);
        Replace(keys).Dispose();
    }

    private void SetNewest(GroupSnapshot snapshot)
    {
        lock (_lentSnapshots)
            _newest = snapshot;
    }

    private Keyspace NewKeys() => new((long)_random.NextUInt64())
    {
        Tracking = TrackingFor(MemoryPolicy),
        IsOrdered = _options.OrderedKeys,
    };

    /// <summary>Returns the former ones.</summary>
    private Keyspace Replace(Keyspace keys)
    {
        var former = Keys;
        Keys = keys;
        _executor.Replace(keys);
        _evictions.Replace(keys);
        _cursor?.Dispose();
        _cursor = null;
        return former;
    }

    /// <summary>It walks over keys that are about to go.</summary>
    private void EndSnapshotUnderWay()
    {
        Thread? thread;
        lock (Gate)
        {
            _endsSnapshot = true;
            thread = _snapshotThread;
        }

        thread?.Join();
    }
}
