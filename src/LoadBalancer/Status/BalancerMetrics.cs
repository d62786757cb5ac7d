using System.Diagnostics.Metrics;

namespace FromScratch.LoadBalancer.Status;

/// <summary>
/// Meter "FromScratch.LoadBalancer": the status as metrics under the names of HAProxy's own exporter, so that its dashboards work, with
/// its labels (proxy, server, code, state); METRICS.md lists them. Read only when somebody collects. Dispose with the balancer.
/// </summary>
public sealed class BalancerMetrics : IDisposable
{
    public const string MeterName = "FromScratch.LoadBalancer";

    private readonly Meter _meter = new(MeterName);

    /// <param name="status">Takes a snapshot; from any thread.</param>
    /// <param name="time">One snapshot serves all metrics of a collection: it is taken again when a moment has passed.</param>
    public BalancerMetrics(Func<BalancerStatus> status, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(status);
        ArgumentNullException.ThrowIfNull(time);
        var instruments = new StatusInstruments(_meter, new MomentarySnapshot(status, time).Get);
        ProcessMetrics.Add(instruments);
        FrontendMetrics.Add(instruments);
        BackendMetrics.Add(instruments);
        ServerMetrics.Add(instruments);
    }

    internal Meter Meter => _meter;

    public void Dispose() => _meter.Dispose();
}

/// <summary>
/// A collection asks a hundred instruments one after another; they are to tell of the same moment, which is looked at once.
/// </summary>
internal sealed class MomentarySnapshot(Func<BalancerStatus> take, TimeProvider time)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);
    private readonly Lock _lock = new();
    private BalancerStatus? _last;
    private long _takenAt;

    public BalancerStatus Get()
    {
        lock (_lock)
        {
            if (_last is null || time.GetElapsedTime(_takenAt) >= Moment)
            {
                _last = take();
                _takenAt = time.GetTimestamp();
            }

            return _last;
        }
    }
}
