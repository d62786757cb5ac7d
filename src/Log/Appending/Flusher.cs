namespace FromScratch.Log.Appending;

/// <summary>
/// The thread that writes and syncs. <see cref="Step"/> is one round of it: what callers wait for, then the front of the log, then what is
/// queued, then a sync when one is due.
/// </summary>
internal sealed class Flusher : IDisposable
{
    private static readonly TimeSpan SyncPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromMilliseconds(250);
    private readonly LogCommitter _committer;
    private readonly AppendQueue _queue;
    private readonly LogDurability _durability;
    private readonly Action _written;
    private readonly Alarm _syncAlarm;
    private readonly Alarm _retryAlarm;
    private readonly Queue<FlusherTask> _tasks = new();
    private readonly Thread _thread;
    private ulong _firstKept;
    private bool _isRunning;
    private volatile bool _isStopping;

    /// <param name="committer">Does the work.</param>
    /// <param name="queue">Where entries come from; also what the thread waits on.</param>
    /// <param name="durability">When to sync.</param>
    /// <param name="time">For syncs each second and for trying again when the disk is full.</param>
    /// <param name="written">Called after a batch was written.</param>
    public Flusher(LogCommitter committer, AppendQueue queue, LogDurability durability, TimeProvider time, Action written)
    {
        (_committer, _queue, _durability, _written) = (committer, queue, durability, written);
        _syncAlarm = new Alarm(time, SyncPeriod, queue.Raise);
        _retryAlarm = new Alarm(time, RetryPeriod, queue.Raise);
        _thread = new Thread(Run) { Name = "log flusher", IsBackground = true };
    }

    public void Start()
    {
        lock (_tasks)
            _isRunning = true;
        _thread.Start();
    }

    /// <summary>Has the flusher do something and waits for it; a flusher that does not run yet lets the caller do it.</summary>
    public void Do(Action action)
    {
        var task = new FlusherTask(action);
        lock (_tasks)
        {
            ObjectDisposedException.ThrowIf(_isStopping, this);
            if (_isRunning && Thread.CurrentThread != _thread)
                _tasks.Enqueue(task);
            else
                task.Run();
        }

        _queue.Raise();
        task.Wait();
    }

    public void TruncatePrefix(ulong firstKept)
    {
        lock (_tasks)
            _firstKept = Math.Max(_firstKept, firstKept);
        _queue.Raise();
    }

    /// <summary>Writes on the caller's thread; what it leaves to do is the flusher's.</summary>
    public void WriteHere()
    {
        _committer.WriteQueued();
        AfterWrite();
    }

    /// <summary>One round, without waiting.</summary>
    public void Step()
    {
        RunTasks();
        var hasDropped = DropFront();
        if (_committer.IsDiskFull)
        {
            if (_retryAlarm.TakeRang() || hasDropped)
                _committer.WriteQueued(retries: true);
        }
        else if (_queue.FlushedEntries > 0)
        {
            if (_durability == LogDurability.Always)
                _committer.Gather();
            _committer.WriteQueued();
        }

        if (_durability == LogDurability.Always || _syncAlarm.TakeRang())
            _committer.Sync();
        AfterWrite();
    }

    /// <summary>Does what is left to do and ends the thread.</summary>
    public void Dispose()
    {
        lock (_tasks)
            _isStopping = true;
        if (_isRunning)
        {
            _queue.Raise();
            _thread.Join();
        }

        _syncAlarm.Dispose();
        _retryAlarm.Dispose();
        RunTasks();
        _committer.WriteQueued(retries: true);
        _committer.Close();
    }

    private void Run()
    {
        while (!_isStopping)
        {
            _queue.WaitForWork();
            Step();
        }
    }

    private void AfterWrite()
    {
        if (_committer.IsDiskFull)
            _retryAlarm.Set();
        if (_durability == LogDurability.EverySecond && _committer.HasUnsynced)
            _syncAlarm.Set();
        _written();
    }

    private void RunTasks()
    {
        while (true)
        {
            FlusherTask? task;
            lock (_tasks)
            {
                if (!_tasks.TryDequeue(out task))
                    return;
            }

            task.Run();
        }
    }

    private bool DropFront()
    {
        ulong firstKept;
        lock (_tasks)
            (firstKept, _firstKept) = (_firstKept, 0);
        return firstKept > 0 && _committer.TruncatePrefix(firstKept);
    }
}
