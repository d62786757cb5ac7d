using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.LoadBalancer.Proxy;
using FromScratch.LoadBalancer.Status;

namespace FromScratch.LoadBalancer;

/// <summary>Takes snapshots of a running balancer for those who show it. From any thread; not of one instant.</summary>
internal sealed partial class StatusTaker(BalancerServer server, TimeProvider time, RateMeters rates)
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private long _requestsOfGone;

    /// <summary>Once a second: rates are taken over the time since they were last looked at, and their peaks are what was seen.</summary>
    public void Sample()
    {
        foreach (var listener in server.Listeners)
        {
            _ = rates.Of($"{listener.Name} connections", Sum(listener.AllCounters, counters => counters.Connections));
            _ = rates.Of($"{listener.Name} requests", Sum(listener.AllCounters, counters => counters.Requests));
        }

        foreach (var backend in server.Backends.All)
        {
            var requests = backend.TotalsOfGone().Requests;
            foreach (var one in backend.Servers)
            {
                requests += one.Requests;
                _ = rates.Of($"server {backend.Name}/{one.Name}", one.Requests);
            }

            _ = rates.Of($"backend {backend.Name}", requests);
        }

        rates.ForgetUnused();
    }

    public BalancerStatus Take()
    {
        var transport = server.Transport.Stats();
        return new BalancerStatus
        {
            Version = typeof(BalancerServer).Assembly.GetName().Version?.ToString(3) ?? "",
            ProcessId = Environment.ProcessId,
            StartedAt = _startedAt,
            TakenAt = time.GetUtcNow(),
            ConfiguredAt = server.ConfiguredAt,
            ReloadsTotal = server.ReloadsTotal,
            ReloadsFailed = server.ReloadsFailed,
            ConnectionsCurrent = transport.ConnectionsCurrent,
            ConnectionsMax = transport.ConnectionsMax,
            ConnectionsTotal = transport.Total.ConnectionsTotal,
            ConnectionsRefused = transport.ConnectionsRejected,
            AccessLogDropped = server.AccessLogDropped,
            RequestsOfGone = Volatile.Read(ref _requestsOfGone),
            IsDraining = server.Listeners.Any(listener => listener.IsDraining),
            Listeners = [.. server.Listeners.Select(Of)],
            Backends = [.. server.Backends.All.Select(Of)],
        };
    }

    /// <summary>Of a listener that is gone: one of the same name begins anew.</summary>
    public void Forget(ListenerRuntime listener)
    {
        Interlocked.Add(ref _requestsOfGone, Sum(listener.AllCounters, counters => counters.Requests));
        rates.Forget($"{listener.Name} connections");
        rates.Forget($"{listener.Name} requests");
        foreach (var route in listener.State.Routes)
            rates.Forget($"{listener.Name} route {route.Config.Name}");
    }

    private ListenerStatus Of(ListenerRuntime listener)
    {
        var all = listener.AllCounters.ToArray();
        var requests = Sum(all, counters => counters.Requests);
        var connections = Sum(all, counters => counters.Connections);
        var connectionRate = rates.Of($"{listener.Name} connections", connections);
        var requestRate = rates.Of($"{listener.Name} requests", requests);
        var config = listener.Config;
        return new ListenerStatus
        {
            Name = listener.Name,
            Protocol = config.Protocol,
            Address = listener.Address.ToString() ?? "",
            IsOpen = !listener.IsDraining,
            HandshakesFailed = server.Transport.HandshakesFailedAt(listener.Address),
            Traffic = new TrafficStatus
            {
                SessionsCurrent = listener.Connections,
                SessionsPeak = listener.ConnectionsPeak,
                SessionsMax = server.Config.Limits.ConnectionsMax,
                SessionsTotal = connections,
                SessionRate = connectionRate.Now,
                SessionRatePeak = connectionRate.Peak,
                RequestsTotal = requests,
                RequestRate = requestRate.Now,
                RequestRatePeak = requestRate.Peak,
                BytesIn = Sum(all, counters => counters.BytesIn),
                BytesOut = Sum(all, counters => counters.BytesOut),
                Responses = Responses(i => Sum(all, counters => counters.ByClass[i])),
                RequestsDenied = Ends(all, EndReason.NoRoute, EndReason.RateLimited, EndReason.MethodNotAllowed, EndReason.LoopDetected),
                RequestErrors = Ends(all, EndReason.BadRequest, EndReason.HeadTimeout, EndReason.BodyTimeout),
                ClientAborts = Ends(all, EndReason.ClientGone),
                ServerAborts = Ends(all, EndReason.ServerCut),
                AnsweredHere = all.Sum(counters => counters.Ends.Skip(1).Sum()),
            },
            Routes = [.. listener.State.Routes.Select(route => Of(listener, route))],
        };
    }

    private RouteStatus Of(ListenerRuntime listener, RouteState state)
    {
        var route = state.Config;
        return new RouteStatus
        {
            Name = route.Name,
            Match = string.Join(' ', [.. route.Match.Methods, .. route.Match.Hosts, route.Match.PathPrefix ?? ""]).Trim(),
            Targets = [.. route.Targets.Select(one => route.Targets.Count == 1 ? one.Backend : $"{one.Backend} {one.Weight}")],
            RequestsTotal = state.Requests,
            RequestRate = rates.Of($"{listener.Name} route {route.Name}", state.Requests).Now,
            RateLimited = state.RateLimited,
        };
    }

    private static ResponseCounts Responses(Func<int, long> byClass) =>
        new(byClass(1), byClass(2), byClass(3), byClass(4), byClass(5), byClass(0));

    private static long Sum(IEnumerable<FrontCounters> all, Func<FrontCounters, long> read) => all.Sum(read);

    private static long Ends(FrontCounters[] all, params IReadOnlyList<EndReason> reasons) =>
        all.Sum(counters => reasons.Sum(reason => counters.Ends[(int)reason]));
}
