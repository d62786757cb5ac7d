namespace FromScratch.Group.Driving;

/// <summary>A thread for what may take long. Jobs run in order; an error ends the group, not the thread.</summary>
internal sealed class Worker(string name, Action<Exception> failed) : IDisposable
{
    private readonly object _gate = new();
    private readonly Queue<Action> _jobs = new();
    private Thread? _thread;
    private bool _isStopping;

    public bool IsStopping
    {
        get
        {
            lock (_gate)
                return _isStopping;
        }
    }

    public void Start()
    {
        _thread = new Thread(Run) { Name = name, IsBackground = true };
        _thread.Start();
    }

    public void Do(Action job)
    {
        lock (_gate)
        {
            _jobs.Enqueue(job);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>For a job that must try again later. False = there is no later.</summary>
    public bool TryPause(int milliseconds)
    {
        lock (_gate)
        {
            if (!_isStopping)
                Monitor.Wait(_gate, milliseconds);
            return !_isStopping;
        }
    }

    /// <summary>Waits for the job at hand; the others are dropped.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isStopping = true;
            _jobs.Clear();
            Monitor.PulseAll(_gate);
        }

        if (_thread is { } thread && thread != Thread.CurrentThread)
            thread.Join();
    }

    private void Run()
    {
        while (true)
        {
            Action? job;
            lock (_gate)
            {
                while (!_jobs.TryDequeue(out job))
                {
                    if (_isStopping)
                        return;
                    Monitor.Wait(_gate);
                }
            }

            try
            {
                job();
            }
#pragma warning disable CA1031 // The group is told; a thread has nobody to throw to.
            catch (Exception error)
#pragma warning restore CA1031
            {
                failed(error);
            }
        }
    }
}
