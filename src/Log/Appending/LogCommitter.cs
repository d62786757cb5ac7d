using FromScratch.Log.Files;
using FromScratch.Log.Segments;

namespace FromScratch.Log.Appending;

/// <summary>
/// From the queue to the disk and to the listener, without threads of its own. Writers and cutters exclude each other; a sync runs
/// beside writers. Syncs and cuts are for one thread, the flusher.
/// </summary>
internal sealed class LogCommitter
{
    private readonly Lock _diskGate = new();
    private readonly LogStore _store;
    private readonly AppendQueue _queue;
    private readonly CommitSignal _signal;
    private readonly TimeProvider _time;
    private readonly bool _isKeptWhenWritten;
    private DraftBatch? _batch;
    private int _writtenBytes;
    private int _unansweredEntries;
    private int _unansweredFlushes;
    private GatherPlan _plan;
    private long _planAt;

    public LogCommitter(LogStore store, AppendQueue queue, CommitSignal signal, LogDurability durability, TimeProvider time)
    {
        (_store, _queue, _signal, _time) = (store, queue, signal, time);
        _isKeptWhenWritten = durability != LogDurability.Always;
    }

    public GatherPolicy Pacing { get; } = new();

    public CommitterStats Stats { get; } = new();

    /// <summary>A batch waits for room on the disk.</summary>
    public bool IsDiskFull { get; private set; }

    public bool HasUnsynced => _store.DurableIndex != _store.LastIndex;

    /// <summary>Waits for the clients just answered to come back, as the pacing has it.</summary>
    public void Gather()
    {
        var plan = _plan;
        _plan = default;
        if (plan.Entries == 0 || _time.GetElapsedTime(_planAt) > 2 * Pacing.SyncTime)
            return;
        Stats.Gathers++;
        Pacing.Gathered(plan, _queue.WaitForEntries(plan.Entries, plan.TimeMax, _time));
    }

    /// <summary>
    /// Writes what is queued. False when the disk has no room or the log has failed; what could not be written stays first in line.
    /// </summary>
    /// <param name="retries">Also when the disk was full the last time.</param>
    public bool WriteQueued(bool retries = false)
    {
        bool isWritten;
        lock (_diskGate)
            isWritten = (!IsDiskFull || retries) && TryWriteBatch() && TryTakeBatch() && TryWriteBatch();
        _signal.Deliver();
        return isWritten;
    }

    /// <summary>
    /// Syncs what is written, if anything is not, and answers it. Writers go on meanwhile. What lies in an older segment is synced already.
    /// </summary>
    public void Sync()
    {
        if (HasUnsynced)
            MeasureSync();
        _signal.Commit(_store.DurableIndex);
        _signal.Deliver();
        if (_unansweredEntries == 0)
            return;
        _plan = Pacing.Next(_unansweredEntries, _unansweredFlushes, _queue.FlushedEntries);
        _planAt = _time.GetTimestamp();
        (_unansweredEntries, _unansweredFlushes) = (0, 0);
    }

    /// <exception cref="DiskFullException">There is no room for what is queued.</exception>
    /// <exception cref="LogFailedException">The log has stopped for good.</exception>
    public void SyncAll()
    {
        WriteQueued(retries: true);
        if (_store.Failure is null)
            Sync();
        if (_store.Failure is { } failure)
            throw new LogFailedException(failure.File, failure.InnerException!);
        if (IsDiskFull)
            throw new DiskFullException("what is queued cannot be written");
    }

    /// <summary>True when anything was dropped.</summary>
    public bool TruncatePrefix(ulong firstKept)
    {
        var isAny = false;
        for (var isMore = true; isMore; isAny |= isMore)
        {
            isMore = false;
            lock (_diskGate)
                Guard(() => isMore = _store.TruncateOldest(firstKept));
        }

        _signal.Deliver();
        return isAny;
    }

    public void TruncateSuffix(ulong lastKept) => Cut(() =>
    {
        _queue.CutSuffix(lastKept, () =>
        {
            if (lastKept < _store.LastIndex || _batch is not null)
                _store.TruncateSuffix(Math.Min(lastKept, _store.LastIndex));
            return _store.LastTerm;
        });
        _signal.CutSuffix(lastKept);
        if (_batch?.Bytes <= _writtenBytes)
            Release();
    });

    public void Restart(ulong firstIndex, ulong previousTerm) => Cut(() =>
    {
        _queue.Restart(firstIndex - 1, previousTerm, () => _store.Restart(firstIndex, previousTerm));
        _signal.Restart(firstIndex - 1);
        if (_batch is not null)
            Release();
    });

    /// <summary>Syncs and leaves the closing mark.</summary>
    public void Close()
    {
        lock (_diskGate)
            Guard(_store.Close);
        _signal.Commit(_store.DurableIndex);
        _signal.Deliver();
    }

    private void MeasureSync()
    {
        var start = _time.GetTimestamp();
        Guard(_store.SyncBeside);
        Stats.Syncs++;
        Pacing.Synced(_time.GetElapsedTime(start));
    }

    private void Cut(Action cut)
    {
        try
        {
            lock (_diskGate)
                cut();
            _signal.Commit(_store.DurableIndex);
        }
        catch (LogFailedException failure)
        {
            Stop(failure);
            throw;
        }
        finally
        {
            _signal.Deliver();
        }
    }

    private bool TryTakeBatch()
    {
        (_batch, _writtenBytes) = (_queue.Take(), 0);
        return true;
    }

    private bool TryWriteBatch()
    {
        if (_batch is not { } batch)
            return true;
        try
        {
            while (_writtenBytes < batch.Bytes)
                _writtenBytes += _store.Write(batch.DraftsAndSlack(_writtenBytes), DraftBatch.SlackBytes);
        }
        catch (DiskFullException)
        {
            IsDiskFull = true;
            _queue.Close(AppendResult.DiskFull);
            return false;
        }
        catch (LogFailedException failure)
        {
            Stop(failure);
            return false;
        }

        Stats.Written(batch);
        _unansweredEntries += batch.Entries;
        _unansweredFlushes += batch.Flushes;
        Release();
        _signal.Write(_store.LastIndex);
        if (_isKeptWhenWritten)
            _signal.Commit(_store.LastIndex);
        return true;
    }

    private void Release()
    {
        (_batch, _writtenBytes) = (null, 0);
        var hasRoom = _queue.Release();
        if (IsDiskFull)
        {
            IsDiskFull = false;
            hasRoom |= _queue.Accept();
        }

        if (hasRoom)
            _signal.RoomAgain();
    }

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (LogFailedException failure)
        {
            Stop(failure);
        }
    }

    private void Stop(LogFailedException failure)
    {
        _queue.Close(AppendResult.Failed);
        _signal.Fail(failure);
    }
}
