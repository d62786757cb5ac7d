namespace FromScratch.Log.Tests.Appending;

/// <summary>Keeps what a log tells, and checks that it tells it in order and one call at a time.</summary>
internal sealed class RecordingListener : ILogListener
{
    private readonly object _gate = new();
    private readonly List<string> _calls = [];
    private int _inside;
    private ulong _committed;

    /// <summary>Called inside Committed.</summary>
    public Action<ulong>? OnCommitted { get; set; }

    /// <summary>Called inside Written.</summary>
    public Action<ulong>? OnWritten { get; set; }

    public ulong CommittedIndex
    {
        get
        {
            lock (_gate)
                return _committed;
        }
    }

    public string[] Calls
    {
        get
        {
            lock (_gate)
                return [.. _calls];
        }
    }

    public int RoomAgainCount => Calls.Count(call => call == "room");

    public void Written(ulong index)
    {
        Assert.Equal(1, Interlocked.Increment(ref _inside));
        OnWritten?.Invoke(index);
        Interlocked.Decrement(ref _inside);
    }

    public void Committed(ulong index) => Note($"committed {index}", () =>
    {
        lock (_gate)
        {
            Assert.True(index > _committed, $"{index} after {_committed}");
            _committed = index;
        }

        OnCommitted?.Invoke(index);
    });

    public void Failed(LogFailedException error) => Note($"failed {error.File}", () => { });

    public void RoomAgain() => Note("room", () => { });

    /// <summary>A cut takes indexes back.</summary>
    public void Cut(ulong lastKept)
    {
        lock (_gate)
            _committed = Math.Min(_committed, lastKept);
    }

    /// <summary>Waits until <paramref name="isSo"/>; the limit only ends a test that fails.</summary>
    public void WaitUntil(Func<RecordingListener, bool> isSo)
    {
        lock (_gate)
        {
            while (!isSo(this))
            {
                var last = string.Join(", ", _calls.TakeLast(5));
                Assert.True(Monitor.Wait(_gate, TimeSpan.FromSeconds(20)), $"waited in vain; calls: {last}");
            }
        }
    }

    private void Note(string call, Action action)
    {
        Assert.Equal(1, Interlocked.Increment(ref _inside));
        action();
        Interlocked.Decrement(ref _inside);
        lock (_gate)
        {
            Assert.DoesNotContain(_calls, earlier => earlier.StartsWith("failed", StringComparison.Ordinal));
            _calls.Add(call);
            Monitor.PulseAll(_gate);
        }
    }
}
