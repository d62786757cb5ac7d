using FromScratch.Log.Segments;

namespace FromScratch.Log.Appending;

/// <summary>The thread that fills files with zeros ahead of their use, so that a new segment costs the flusher little.</summary>
internal sealed class SparePreparer : IDisposable
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);
    private readonly SparePool _spares;
    private readonly TimeProvider _time;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private long _failedAt;
    private long _failures;
    private bool _isRunning;
    private volatile bool _isStopping;

    public SparePreparer(SparePool spares, TimeProvider time)
    {
        (_spares, _time) = (spares, time);
        _thread = new Thread(Run) { Name = "log spares", IsBackground = true, Priority = ThreadPriority.BelowNormal };
    }

    public long Failures => Volatile.Read(ref _failures);

    /// <summary>Why the last attempt failed.</summary>
    public string? LastFailure { get; private set; }

    public void Start()
    {
        _isRunning = true;
        _wake.Set();
        _thread.Start();
    }

    /// <summary>Prepares a spare when there is none; after a failure not at once.</summary>
    public void WakeIfNeeded()
    {
        if (_isRunning && _spares.Ready == 0 && (Failures == 0 || _time.GetElapsedTime(Volatile.Read(ref _failedAt)) > PauseAfterFailure))
            _wake.Set();
    }

    public void Dispose()
    {
        _isStopping = true;
        _spares.Closing();
        _wake.Set();
        if (_isRunning)
            _thread.Join();
        _wake.Dispose();
    }

    /// <summary>
    /// Makes a spare when there is none. A failure is counted and no more: nothing of the log was touched, and a segment that finds no
    /// spare
    /// makes its own file, where the same trouble stops the log in the open.
    /// </summary>
    public void Prepare()
    {
        try
        {
            _spares.Prepare(_time);
        }
#pragma warning disable CA1031 // See above; a thread has nobody to throw to.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            LastFailure = cause.Message;
            Volatile.Write(ref _failedAt, _time.GetTimestamp());
            Interlocked.Increment(ref _failures);
        }
    }

    private void Run()
    {
        while (true)
        {
            _wake.WaitOne();
            if (_isStopping)
                return;
            Prepare();
        }
    }
}
