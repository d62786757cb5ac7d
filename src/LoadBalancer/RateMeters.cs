using System.Collections.Concurrent;

namespace FromScratch.LoadBalancer;

/// <summary>
/// Rates per second of totals that are looked at from time to time: over the time since they were last taken, a second at least. Who
/// looks once a second gets the peak of the rate too.
/// </summary>
internal sealed class RateMeters(TimeProvider time)
{
    private static readonly TimeSpan UnusedMax = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Meter> _meters = new();

    public Rate Of(string name, long total) => _meters.GetOrAdd(name, _ => new Meter(time.GetTimestamp(), total)).Of(total, time);

    /// <summary>What nobody looks at is gone, most likely: servers come and go with their addresses.</summary>
    public void ForgetUnused()
    {
        foreach (var (name, meter) in _meters)
        {
            if (time.GetElapsedTime(meter.Since) > UnusedMax)
                _meters.TryRemove(name, out _);
        }
    }

    public void Forget(string name) => _meters.TryRemove(name, out _);

    private sealed class Meter(long since, long begin)
    {
        private readonly Lock _gate = new();
        private long _since = since;
        private long _total = begin;
        private Rate _rate;

        public long Since => Volatile.Read(ref _since);

        public Rate Of(long total, TimeProvider time)
        {
            lock (_gate)
            {
                var seconds = time.GetElapsedTime(_since).TotalSeconds;
                if (seconds < 1)
                    return _rate;
                var now = Math.Max(0, total - _total) / seconds;
                _rate = new Rate(now, Math.Max(now, _rate.Peak));
                (_since, _total) = (time.GetTimestamp(), total);
                return _rate;
            }
        }
    }
}

/// <summary>Per second.</summary>
/// <param name="Now">Over the last second.</param>
/// <param name="Peak">The highest that was seen.</param>
internal readonly record struct Rate(double Now, double Peak);
