using FromScratch.Core;
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
            store._log?.Start();
            store._timer = time.CreateTimer(static state => ((KeyValueStore)state!).MoveTimeOn(), store, TickPeriod, TickPeriod);
            return store;
        }
        catch
        {
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
        }

        _snapshotThread?.Join();
        _log?.Dispose();
        lock (Gate)
        {
            _failure ??= new ObjectDisposedException(nameof(KeyValueStore));
            _log = null;
        }

        Release();
    }

    private void Release()
    {
        _log?.Dispose();
        _executor.Dispose();
        Keys.Dispose();
    }

    private void Recover()
    {
        var startedAt = _progressAt = _time.GetTimestamp();
        var metaFile = new MetaFile(_directory);
        _meta = ReadOrMakeMeta(metaFile);
        _snapshotFiles.DeleteTemporary();
        LoadSnapshot();
        _snapshotIndex = _appliedIndex;
        _log = OpenLog();
        var replayed = Replay();
        _meta = _meta with { Term = _meta.Term + 1 };
        metaFile.Write(_meta);
        _committedIndex = _appliedIndex;
        _stampMs = Keys.LogTimeMs;
        DeleteOldSnapshots();
        StoreLog.Opened(
            _logger, Keys.Count, _appliedIndex, _time.GetElapsedTime(startedAt).TotalSeconds, _snapshotIndex, replayed);
    }

    /// <summary>At the first start it is on disk before anything else is.</summary>
    private StoreMeta ReadOrMakeMeta(MetaFile file)
    {
        if (file.Read() is { } meta)
            return meta;
        if (HasLog() || _snapshotFiles.FindNewest() is not null)
        {
            throw new IOException(
                $"{_directory.Path}: there is a log or a snapshot but no meta file that tells whose they are. "
                + "Nothing was changed: restore the whole directory from a copy.");
        }

        var first = MetaFile.First(_random);
        file.Write(first);
        StoreLog.FirstStart(_logger, _directory.Path, $"{first.Identity:x32}");
        return first;
    }

    private bool HasLog() => _directory.List().Any(name => name.EndsWith(".log", StringComparison.Ordinal));

    private void LoadSnapshot()
    {
        if (_snapshotFiles.FindNewest() is not var (name, index))
            return;
        var header = SnapshotReader.Read(Keys, _directory, name, items =>
        {
            if (IsProgressDue())
                StoreLog.Loading(_logger, name, items);
        });
        var path = Path.Combine(_directory.Path, name);
        if (header.Identity != _meta.Identity)
            throw new IOException($"{path} belongs to the store {header.Identity:x32}, not to {_meta.Identity:x32}");
        if (header.AppliedIndex != index)
            throw new IOException($"{path} was written as {SnapshotFormat.NameOf(header.AppliedIndex)}");
        if (!HasLog())
            throw new IOException($"{path}: the log that goes on behind it is not there. Nothing was changed: restore it from a copy.");
        (_appliedIndex, _appliedTerm) = (header.AppliedIndex, header.Term);
    }

    private WriteAheadLog OpenLog()
    {
        var segmentBytes = _options.SegmentBytes;
        _entryBytesMax = segmentBytes - SegmentHeader.SpaceBytes - (3 * RecordHeader.Bytes);
        var log = WriteAheadLog.Open(
            _directory,
            new LogOptions
            {
                Identity = _meta.Identity,
                Random = new SeededRandom(_random.NextUInt64()),
                Durability = _options.Fsync switch
                {
                    AppendFsync.Always => LogDurability.Always,
                    AppendFsync.EverySec => LogDurability.EverySecond,
                    _ => LogDurability.No,
                },
                SegmentBytes = segmentBytes,
                PayloadBytesMax = _entryBytesMax,
                QueueBytesMax = Math.Max(32 << 20, segmentBytes),
                KnownIndex = _appliedIndex,
            },
            new Listener(this),
            _time);
        if (log.FirstIndex <= _appliedIndex + 1 && log.LastIndex >= _appliedIndex && log.LastTerm <= _meta.Term)
            return log;
        var (first, last, term) = (log.FirstIndex, log.LastIndex, log.LastTerm);
        log.Dispose();
        throw new IOException(
            $"{_directory.Path}: the log holds entries {first} to {last}, the last of term {term}, and does not go on where the snapshot "
            + $"ends, at entry {_appliedIndex}, or is newer than the meta file's term {_meta.Term}: files are missing. "
            + "Restore the whole directory from a copy.");
    }

    /// <summary>Returns how many entries there were behind the snapshot.</summary>
    private ulong Replay()
    {
        var log = _log!;
        var from = _appliedIndex;
        using var cursor = log.Read(from + 1);
        while (cursor.TryRead(out var entry))
        {
            try
            {
                _executor.Replay(entry.Index, entry.Tag, entry.Payload);
            }
            catch (InvalidDataException error)
            {
                throw new IOException(
                    $"{_directory.Path}: entry {entry.Index} of the log cannot be applied: {error.Message}. Nothing was changed: "
                    + "start the version that wrote it.", error);
            }

            (_appliedIndex, _appliedTerm) = (entry.Index, entry.Term);
            _logBytesSinceSnapshot += entry.Payload.Length + EntryOverheadBytes;
            _changes++;
            if (entry.Index % EntriesPerProgressCheck == 0 && IsProgressDue())
                StoreLog.Replaying(_logger, entry.Index, log.LastIndex);
        }

        if (_appliedIndex != log.LastIndex)
            throw new IOException($"{_directory.Path}: the log ends at entry {log.LastIndex} and could be read up to {_appliedIndex} only");
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
