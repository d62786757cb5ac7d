using FromScratch.Core;
using FromScratch.Group;
using FromScratch.KeyValue.Snapshots;
using FromScratch.Log;
using FromScratch.Log.Files;
using FromScratch.Log.Format;
using Microsoft.Extensions.Logging;

namespace FromScratch.KeyValue.Store;

/// <content>Opening with recovery, and the end.</content>
public sealed partial class KeyValueStore
{
    /// <summary>What a record of the log takes besides its payload, about.</summary>
    private const int EntryOverheadBytes = 36;
    private const int EntriesPerProgressCheck = 4096;

    /// <summary>
    /// Files of the log that wait to be used again: as many as a snapshot sets free and two, so that none has to be filled with zeros.
    /// </summary>
    private const int SparesMax = 8;
    private static readonly TimeSpan TickPeriod = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ProgressPeriod = TimeSpan.FromSeconds(3);
    private ITimer? _timer;
    private long _progressAt;
    private bool _isStopping;

    /// <summary>Opens log and snapshot in the directory, replays, and begins to serve. Under no lock.</summary>
    /// <param name="options">How the history is kept.</param>
    /// <param name="directory">The store's alone; stays the caller's to dispose, after the store. Not used when nothing is kept.</param>
    /// <param name="time">Stamps entries.</param>
    /// <param name="log">For the operator.</param>
    /// <exception cref="IOException">Another process has the directory, or a file is damaged: file, offset and what to do.</exception>
    public static KeyValueStore Open(StoreOptions options, ILogDirectory directory, TimeProvider time, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        var store = new KeyValueStore(options, directory, time, log);
        try
        {
            if (options.IsPersistent)
                store.Recover();
            store._retry = time.CreateTimer(
                static state => ((KeyValueStore)state!).Retry(), store, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            store._group?.Start();
            store._timer = time.CreateTimer(static state => ((KeyValueStore)state!).MoveTimeOn(), store, TickPeriod, TickPeriod);
            return store;
        }
        catch
        {
            store._retry?.Dispose();
            // It was not started: nothing is waited for.
            store.CloseGroupAsync().AsTask().GetAwaiter().GetResult();
            store.Release();
            throw;
        }
    }

    /// <summary>
    /// Executes and keeps what was submitted, ends a snapshot under way without result, and closes the log. Under no lock.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_timer is not { } timer)
            return;
        _timer = null;
        await timer.DisposeAsync();
        lock (Gate)
        {
            EndBatch();
            _isStopping = true;
            (_retry, var retry) = (null, _retry);
            retry?.Dispose();
        }

        _snapshotThread?.Join();
        await CloseGroupAsync();
        lock (Gate)
        {
            _failure ??= new ObjectDisposedException(nameof(KeyValueStore));
            AbandonAll();
        }

        Release();
    }

    private ValueTask CloseGroupAsync() => _group is { } group ? group.DisposeAsync() : ValueTask.CompletedTask;

    private void Release()
    {
        _cursor?.Dispose();
        _executor.Dispose();
        Keys.Dispose();
    }

    private void Recover()
    {
        var startedAt = _progressAt = _time.GetTimestamp();
        _snapshotFiles.DeleteTemporary();
        _snapshotFiles.DeleteLent();
        var (snapshot, identity) = LoadSnapshot();
        _snapshotIndex = _appliedIndex;
        _aborted.Restart(_appliedIndex + 1);
        TakeMirror(_configuration);
        if (snapshot is not null && ReplicationGroup.ReadClusterId(_directory) is { } clusterId && identity != clusterId)
        {
            var path = Path.Combine(_directory.Path, snapshot.FileName);
            throw new IOException($"{path} belongs to the store {identity:x32}, not to {clusterId:x32}");
        }

        var group = ReplicationGroup.Open(GroupOptions(), _directory, _machine, snapshot, _time, _logger);
        _group = group;

        var replayed = Replay(group.CommittedIndex);
        _role = group.Role;
        _stampMs = Keys.LogTimeMs;
        DeleteOldSnapshots();
        StoreLog.Opened(
            _logger, Keys.Count, _appliedIndex, _time.GetElapsedTime(startedAt).TotalSeconds, _snapshotIndex, replayed);
    }

    private bool HasLog() => _directory.List().Any(name => name.EndsWith(".log", StringComparison.Ordinal));

    private (GroupSnapshot? Snapshot, UInt128 Identity) LoadSnapshot()
    {
        if (_snapshotFiles.FindNewest() is not var (name, index))
            return default;
        var (header, configuration) = SnapshotReader.Read(Keys, _directory, name, items =>
        {
            if (IsProgressDue())
                StoreLog.Loading(_logger, name, items);
        });
        var path = Path.Combine(_directory.Path, name);
        if (header.AppliedIndex != index)
            throw new IOException($"{path} was written as {SnapshotFormat.NameOf(header.AppliedIndex)}");
        if (!HasLog())
            throw new IOException($"{path}: the log that goes on behind it is not there. Nothing was changed: restore it from a copy.");
        (_appliedIndex, _appliedTerm, _configuration) = (header.AppliedIndex, header.Term, configuration);
        _newest = Describe(name);
        return (_newest, header.Identity);
    }

    /// <summary>The newest snapshot, as the state at hand came from it.</summary>
    private GroupSnapshot Describe(string name) =>
        new(name, _appliedIndex, _appliedTerm, _configuration.Index, _configuration.Members);

    private GroupOptions GroupOptions()
    {
        var segmentBytes = _options.SegmentBytes;
        _entryBytesMax = segmentBytes - SegmentHeader.SpaceBytes - (3 * RecordHeader.Bytes);
        var random = new SeededRandom(_random.NextUInt64());
        var template = _options.Group ?? new GroupOptions { NodeName = "alone", Log = new LogOptions { Random = random }, Random = random };
        return template with
        {
            Random = random,
            TrailingEntries = IsAlone ? 0 : template.TrailingEntries,
            Log = new LogOptions
            {
                Random = new SeededRandom(_random.NextUInt64()),
                Durability = _options.Fsync switch
                {
                    AppendFsync.Always => LogDurability.Always,
                    AppendFsync.EverySec => LogDurability.EverySecond,
                    _ => LogDurability.No,
                },
                SegmentBytes = segmentBytes,
                SparesMax = (int)Math.Min((_options.SnapshotLogBytes / segmentBytes) + 2, SparesMax),
                PayloadBytesMax = _entryBytesMax,
                QueueBytesMax = Math.Max(32 << 20, segmentBytes),
            },
        };
    }

    /// <summary>Applies what is known to be committed: all of it in a group of one. Returns how many entries that were.</summary>
    private ulong Replay(ulong last)
    {
        var from = _appliedIndex;
        _committedIndex = Math.Max(from, last);
        if (last <= from)
            return 0;
        using var cursor = _group!.ReadLog(from + 1);
        while (_appliedIndex < last && cursor.TryRead(out var entry))
        {
            try
            {
                ApplyEntry(entry);
            }
            catch (InvalidDataException error)
            {
                throw new IOException(
                    $"{_directory.Path}: entry {entry.Index} of the log cannot be applied: {error.Message}. Nothing was changed: "
                    + "start the version that wrote it.", error);
            }

            if (_appliedIndex % EntriesPerProgressCheck == 0 && IsProgressDue())
                StoreLog.Replaying(_logger, _appliedIndex, last);
        }

        if (_appliedIndex < last)
            throw new IOException($"{_directory.Path}: the log ends at entry {last} and could be read up to {_appliedIndex} only");
        _group.Applied(_appliedIndex);
        return _appliedIndex - from;
    }

    private bool IsProgressDue()
    {
        if (_time.GetElapsedTime(_progressAt) < ProgressPeriod)
            return false;
        _progressAt = _time.GetTimestamp();
        return true;
    }
}
