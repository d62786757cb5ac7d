using System.Collections.Concurrent;

namespace FromScratch.LoadBalancer;

/// <summary>
/// Rates per second of totals that are looked at from time to time: over the time since they were last taken, a second at least.
/// </summary>
internal sealed class RateMeters(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Meter> _meters = new();

    public double Of(string name, long total) => _meters.GetOrAdd(name, _ => new Meter(time.GetTimestamp())).Of(total, time);

    private sealed class Meter(long since)
    {
        private readonly Lock _gate = new();
        private long _since = since;
        private long _total;
        private double _rate;

        public double Of(long total, TimeProvider time)
        {
            lock (_gate)
            {
                var seconds = time.GetElapsedTime(_since).TotalSeconds;
                if (seconds < 1)
                    return _rate;
                _rate = Math.Max(0, total - _total) / seconds;
                (_since, _total) = (time.GetTimestamp(), total);
                return _rate;
            }
        }
    }
}
