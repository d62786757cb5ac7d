using System.Text;
using FromScratch.Core;
using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.LoadBalancer.Limits;
using FromScratch.LoadBalancer.Sticky;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>A route, made ready for requests. Immutable but for its limiter.</summary>
internal sealed class RouteState
{
    /// <summary>Keeps two loops' counters off one cache line.</summary>
    private const int CellLongs = 8;

    private readonly (Backend Backend, int UpTo)[] _targets;
    private readonly int _weights;
    private readonly long[] _requests;
    private long _rateLimited;
    private readonly Dictionary<Backend, StickyCookie> _cookies = [];

    public RouteState(RouteConfig config, Func<string, Backend> backendOf, int loops)
    {
        Config = config;
        _requests = new long[loops * CellLongs];
        var sum = 0;
        _targets = [.. config.Targets.Where(target => target.Weight > 0).Select(t => (backendOf(t.Backend), sum += t.Weight))];
        _weights = sum;
        if (config.Rewrite.PathPrefix is { } prefix)
        {
            var matched = config.Match.PathPrefix is { Length: > 1 } path ? path.Length : 0;
            Prefix = new RoutePrefix(matched, Encoding.UTF8.GetBytes(prefix));
        }

        if (config.Rewrite.Host is { } host)
            HostLine = Encoding.UTF8.GetBytes($"Host: {host}\r\n");
        RequestChanges = new FieldChanges(config.Rewrite.Request);
        ResponseChanges = new FieldChanges(config.Rewrite.Response);
        foreach (var backend in config.Targets.Select(target => backendOf(target.Backend)).Distinct())
        {
            if (backend.Config.Sticky is { } sticky)
                _cookies.Add(backend, new StickyCookie(sticky, backend.Name));
        }

        if (config.RateLimit is { } limit)
            RateLimiter = new RateLimiter(limit);
    }

    public RouteConfig Config { get; }

    public RoutePrefix? Prefix { get; }

    /// <summary>The whole line; null = as the client sent it.</summary>
    public byte[]? HostLine { get; }

    public FieldChanges RequestChanges { get; }

    public FieldChanges ResponseChanges { get; }

    public RateLimiter? RateLimiter { get; }

    /// <summary>Null = clients of this backend do not stick.</summary>
    public StickyCookie? CookieOf(Backend backend) => _cookies.Count == 0 ? null : _cookies.GetValueOrDefault(backend);

    /// <summary>Since this configuration is in force.</summary>
    public long Requests => _requests.Sum();

    public long RateLimited => Volatile.Read(ref _rateLimited);

    /// <summary>Written by each loop for itself.</summary>
    public void Count(int loop) => _requests[loop * CellLongs]++;

    public void CountRateLimited() => Interlocked.Increment(ref _rateLimited);

    /// <summary>By weight.</summary>
    public Backend Choose(SeededRandom random)
    {
        if (_targets.Length == 1)
            return _targets[0].Backend;
        var at = random.NextInt32(_weights);
        foreach (var (backend, upTo) in _targets)
        {
            if (at < upTo)
                return backend;
        }

        return _targets[^1].Backend;
    }
}

/// <param name="MatchedBytes">Of the path, which are replaced.</param>
/// <param name="Replacement">By these.</param>
internal sealed record RoutePrefix(int MatchedBytes, byte[] Replacement);
