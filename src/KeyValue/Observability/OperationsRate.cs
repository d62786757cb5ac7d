namespace FromScratch.KeyValue.Observability;

/// <summary>Commands per second over the last sixteen ticks, as INFO has it.</summary>
internal sealed class OperationsRate
{
    private readonly double[] _samples = new double[16];
    private int _next;
    private long _lastCount;

    public long PerSecond => (long)_samples.Average();

    /// <param name="count">Commands since the start.</param>
    /// <param name="seconds">Since the last call.</param>
    public void Tick(long count, double seconds)
    {
        if (seconds <= 0)
            return;
        _samples[_next++ % _samples.Length] = Math.Max(0, count - _lastCount) / seconds;
        _lastCount = count;
    }
}
