using FromScratch.Core;
using FromScratch.LoadBalancer.Balancing;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Backends;

/// <summary>
/// Servers that stand in for each other, and who of them gets the next request. Choosing takes no lock: it reads the set of usable
/// servers, which is replaced whole under the gate when anything about a server changes.
/// </summary>
public sealed partial class Backend
{
    private readonly Lock _gate = new();
    private readonly int _loops;
    private readonly IBackendEvents _events;
    private readonly SeededRandom[] _random;
    private readonly List<Server> _servers = [];
    private readonly List<Server> _leaving = [];
    private volatile IBalancingPolicy[] _policies = [];
    private volatile ServerSet _set = ServerSet.Empty;
    private volatile BackendConfig _config;
    private volatile Server[] _all = [];
    private int _inFlight;
    private int _inFlightPeak;
    private int _retries;
    private int _queued;
    private int _queuedPeak;
    private long _queueRefused;
    private long _queueTimedOut;
    private long _breakerRefused;
    private long _retriesDenied;

    /// <param name="config">The servers that it begins with count as up until a check says otherwise.</param>
    /// <param name="loops">I/O loops that choose servers.</param>
    /// <param name="seed">Of the draws.</param>
    /// <param name="events">Who is told what happens to servers.</param>
    /// <param name="nowMs">Monotonic.</param>
    public Backend(BackendConfig config, int loops, ulong seed, IBackendEvents? events = null, long nowMs = 0)
    {
        ArgumentNullException.ThrowIfNull(config);
        (_config, _loops, _events) = (config, loops, events ?? NoBackendEvents.Instance);
        _random = [.. Enumerable.Range(0, loops + 1).Select(i => new SeededRandom(seed + (ulong)i * 0x9E3779B97F4A7C15))];
        MakePolicies();
        lock (_gate)
        {
            ApplyNames(config, []);
            Adopt(startsUp: true);
            Rebuild(nowMs);
        }
    }

    public string Name => _config.Name;

    public BackendConfig Config => _config;

    /// <summary>All that belong to it, usable or not.</summary>
    public IReadOnlyList<Server> Servers => _all;

    /// <summary>Requests under way, over all loops.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    public int InFlightPeak => Volatile.Read(ref _inFlightPeak);

    /// <summary>Requests that wait for room at a server, over all loops.</summary>
    public int Queued => Volatile.Read(ref _queued);

    public int QueuedPeak => Volatile.Read(ref _queuedPeak);

    /// <summary>Not let in, for as many were waiting.</summary>
    public long QueueRefused => Volatile.Read(ref _queueRefused);

    public long QueueTimedOut => Volatile.Read(ref _queueTimedOut);

    public long BreakerRefused => Volatile.Read(ref _breakerRefused);

    /// <summary>Retries and hedges under way.</summary>
    internal int RetriesInFlight => Volatile.Read(ref _retries);

    /// <summary>Retries and hedges that the budget did not allow.</summary>
    public long RetriesDenied => Volatile.Read(ref _retriesDenied);

    public bool IsPanic => _set.IsPanic;

    /// <summary>Servers that may be chosen now.</summary>
    public int UsableCount => _set.Count;

    internal ServerSet Set => _set;

    /// <summary>Chooses a server and counts a request on it, until <see cref="Release"/>.</summary>
    /// <param name="request">What is known of it.</param>
    /// <param name="loop">The caller's.</param>
    /// <param name="server">When the answer is Picked.</param>
    public PickResult Pick(in PickRequest request, int loop, out Server? server)
    {
        server = null;
        var config = _config;
        var now = Interlocked.Increment(ref _inFlight);
        if (config.RequestsMax > 0 && now > config.RequestsMax)
        {
            Interlocked.Decrement(ref _inFlight);
            Interlocked.Increment(ref _breakerRefused);
            return PickResult.BreakerOpen;
        }

        if (now > _inFlightPeak)
            _inFlightPeak = now;

        var result = PickServer(request, loop, config.ServerRequestsMax, out server);
        if (result != PickResult.Picked)
            Interlocked.Decrement(ref _inFlight);
        else
            server!.Cells(loop).Requests++;
        return result;
    }

    public void Release(Server server)
    {
        ArgumentNullException.ThrowIfNull(server);
        server.Leave();
        Interlocked.Decrement(ref _inFlight);
    }

    /// <summary>Whether one more try may be made on top of the requests under way; if so, until <see cref="EndRetry"/>.</summary>
    public bool TryStartRetry()
    {
        var config = _config.Retry;
        var allowed = Math.Max(config.BudgetMin, InFlight * config.BudgetPercent / 100);
        if (Interlocked.Increment(ref _retries) <= allowed)
            return true;
        Interlocked.Decrement(ref _retries);
        Interlocked.Increment(ref _retriesDenied);
        return false;
    }

    public void EndRetry() => Interlocked.Decrement(ref _retries);

    /// <summary>One more waits for a server, until <see cref="LeaveQueue"/>; false when as many do as may.</summary>
    public bool TryJoinQueue()
    {
        var now = Interlocked.Increment(ref _queued);
        if (now > _config.QueueMax)
        {
            Interlocked.Decrement(ref _queued);
            Interlocked.Increment(ref _queueRefused);
            return false;
        }

        if (now > _queuedPeak)
            _queuedPeak = now;
        return true;
    }

    public void LeaveQueue(bool timedOut = false)
    {
        Interlocked.Decrement(ref _queued);
        if (timedOut)
            Interlocked.Increment(ref _queueTimedOut);
    }

    private PickResult PickServer(in PickRequest request, int loop, int max, out Server? server)
    {
        if (request.Sticky is { } sticky && IsUsableFor(sticky) && !request.Tried.Contains(sticky))
        {
            server = sticky;
            return sticky.TryEnter(max) ? PickResult.Picked : PickResult.AllBusy;
        }

        var set = _set;
        server = null;
        if (set.Count == 0)
            return PickResult.NoneUsable;
        server = set.Servers[_policies[loop].Pick(set, request, _random[loop])];
        if (!request.Tried.Contains(server) && server.TryEnter(max))
            return PickResult.Picked;
        return PickOther(set, request, max, out server);
    }

    /// <summary>
    /// The policy's choice has failed this request already, or is full: the least busy of those that have not and are not.
    /// </summary>
    private static PickResult PickOther(ServerSet set, in PickRequest request, int max, out Server? server)
    {
        for (var triedToo = false; ; triedToo = true)
        {
            server = null;
            foreach (var other in set.Servers)
            {
                var fits = max == 0 || other.InFlight < max;
                if (fits && (triedToo || !request.Tried.Contains(other)) && (server is null || other.InFlight < server.InFlight))
                    server = other;
            }

            if (server is not null && server.TryEnter(max))
                return PickResult.Picked;
            if (triedToo || request.OnlyUntried)
                return PickResult.AllBusy;
        }
    }

    /// <summary>A draining server still serves those who stick to it.</summary>
    private static bool IsUsableFor(Server sticky) =>
        !sticky.IsRemoved && sticky.Mode != ServerMode.Maintenance && sticky.IsUp && !sticky.IsEjected;

    private void MakePolicies() => _policies = [.. Enumerable.Range(0, _loops).Select(_ => Policies.Make(_config))];
}
