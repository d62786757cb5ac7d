namespace FromScratch.Group.Driving;

/// <summary>A thread that does something at every beat of a timer, and in between when it is woken.</summary>
internal sealed class Ticker : IDisposable
{
    private readonly Signal _wake = new();
    private readonly Action<bool> _tick;
    private readonly Thread _thread;
    private readonly ITimer _timer;
    private readonly TimeSpan _period;
    private int _isDue;
    private volatile bool _isStopping;

    /// <param name="time">Whose timer.</param>
    /// <param name="period">Between two beats.</param>
    /// <param name="tick">True = a beat; false = woken in between.</param>
    public Ticker(TimeProvider time, TimeSpan period, Action<bool> tick)
    {
        (_tick, _period) = (tick, period);
        _timer = time.CreateTimer(static state => ((Ticker)state!).Beat(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _thread = new Thread(Run) { Name = "group ticker", IsBackground = true };
    }

    public void Start()
    {
        _thread.Start();
        _timer.Change(TimeSpan.Zero, _period);
    }

    public void Wake() => _wake.Set();

    public void Dispose()
    {
        _timer.Dispose();
        _isStopping = true;
        _wake.Set();
        if (_thread.IsAlive && Thread.CurrentThread != _thread)
            _thread.Join();
    }

    private void Beat()
    {
        Volatile.Write(ref _isDue, 1);
        _wake.Set();
    }

    private void Run()
    {
        while (!_isStopping)
        {
            _wake.Wait();
            if (!_isStopping)
                _tick(Interlocked.Exchange(ref _isDue, 0) == 1);
        }
    }
}
