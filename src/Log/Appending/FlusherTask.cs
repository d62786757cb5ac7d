using System.Runtime.ExceptionServices;

namespace FromScratch.Log.Appending;

/// <summary>Something that a caller waits for while the flusher does it.</summary>
internal sealed class FlusherTask(Action action)
{
    private readonly object _gate = new();
    private ExceptionDispatchInfo? _error;
    private bool _isDone;

    public void Run()
    {
        try
        {
            action();
        }
#pragma warning disable CA1031 // It is thrown again to the one who waits.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _error = ExceptionDispatchInfo.Capture(error);
        }

        lock (_gate)
        {
            _isDone = true;
            Monitor.PulseAll(_gate);
        }
    }

    public void Wait()
    {
        lock (_gate)
        {
            while (!_isDone)
                Monitor.Wait(_gate);
        }

        _error?.Throw();
    }
}
