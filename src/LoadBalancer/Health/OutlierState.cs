using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Health;

/// <summary>
/// What a server's own answers say about it. Failures in a row are counted by all loops, the rest under the backend's gate.
/// </summary>
internal sealed class OutlierState
{
    private int _inARow;
    private volatile bool _isEjected;

    public bool IsEjected => _isEjected;

    /// <summary>Monotonic milliseconds.</summary>
    public long UntilMs { get; private set; }

    /// <summary>How often it was out lately: the next time lasts so many times as long.</summary>
    public int Times { get; private set; }

    /// <summary>Since the start.</summary>
    public long Total { get; private set; }

    /// <summary>What the counters said at the last window's end.</summary>
    public ServerTotals WindowBegin { get; set; } = new();

    /// <summary>True when this failure is one too many.</summary>
    public bool Failed(int inARowMax) => Interlocked.Increment(ref _inARow) >= inARowMax && inARowMax > 0;

    public void Succeeded()
    {
        if (Volatile.Read(ref _inARow) != 0)
            Volatile.Write(ref _inARow, 0);
    }

    /// <summary>Returns for how long, milliseconds.</summary>
    public long Eject(OutlierConfig config, long nowMs)
    {
        if (nowMs - UntilMs > config.EjectionMsMax)
            Times = 0;
        Times++;
        Total++;
        var ms = Math.Min((long)config.EjectionMs * Times, config.EjectionMsMax);
        UntilMs = nowMs + ms;
        _isEjected = true;
        Succeeded();
        return ms;
    }

    public void Return()
    {
        _isEjected = false;
        Succeeded();
    }
}
