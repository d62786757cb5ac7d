using System.Net;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Limits;

/// <summary>
/// Token buckets, one per client address or one for all. Bounded: when too many addresses are known, those whose bucket is full again
/// are forgotten, which changes nothing for them; when none is, the newcomer shares a bucket with all other newcomers.
/// </summary>
internal sealed class RateLimiter(RateLimitConfig config)
{
    public const int ClientsMax = 100_000;
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, Bucket> _buckets = [];
    private long _sweptAtMs = long.MinValue / 2;

    public int Clients
    {
        get
        {
            lock (_gate)
                return _buckets.Count;
        }
    }

    /// <summary>False when the bucket is empty; then <paramref name="waitSeconds"/> tells when to come again.</summary>
    public bool TryTake(IPAddress client, long nowMs, out int waitSeconds)
    {
        waitSeconds = 0;
        lock (_gate)
        {
            var key = KeyOf(client, nowMs);
            var bucket = _buckets.TryGetValue(key, out var known) ? known : new Bucket(config.Burst, nowMs);
            var tokens = Tokens(bucket, nowMs);
            var isAllowed = tokens >= 1;
            if (!isAllowed)
                waitSeconds = (int)Math.Clamp(Math.Ceiling((1 - tokens) / config.RequestsPerSecond), 1, 3600);
            _buckets[key] = new Bucket(isAllowed ? tokens - 1 : tokens, nowMs);
            return isAllowed;
        }
    }

    private double Tokens(Bucket bucket, long nowMs) =>
        Math.Min(config.Burst, bucket.Tokens + Math.Max(0, nowMs - bucket.AtMs) * config.RequestsPerSecond / 1000);

    private IPAddress KeyOf(IPAddress client, long nowMs)
    {
        if (!config.PerClient)
            return IPAddress.Any;
        if (_buckets.Count < ClientsMax || _buckets.ContainsKey(client))
            return client;
        if (nowMs - _sweptAtMs >= 1000)
        {
            _sweptAtMs = nowMs;
            foreach (var (address, bucket) in _buckets)
            {
                if (Tokens(bucket, nowMs) >= config.Burst)
                    _buckets.Remove(address);
            }
        }

        return _buckets.Count < ClientsMax ? client : IPAddress.Any;
    }

    private readonly record struct Bucket(double Tokens, long AtMs);
}
