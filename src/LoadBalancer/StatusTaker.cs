using System.Net;
using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.LoadBalancer.Proxy;
using FromScratch.LoadBalancer.Status;

namespace FromScratch.LoadBalancer;

/// <summary>Takes snapshots of a running balancer for those who show it. From any thread; not of one instant.</summary>
internal sealed class StatusTaker(BalancerServer server, TimeProvider time, RateMeters rates)
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

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
            IsDraining = server.Listeners.Any(listener => listener.IsDraining),
            Listeners = [.. server.Listeners.Select((listener, index) => Of(listener, server.BoundEndPoints.ElementAtOrDefault(index)))],
            Backends = [.. server.Backends.All.Select(Of)],
        };
    }

    private ListenerStatus Of(ListenerRuntime listener, EndPoint? address)
    {
        var all = listener.AllCounters.ToArray();
        var requests = Sum(all, counters => counters.Requests);
        var config = listener.Config;
        return new ListenerStatus
        {
            Name = listener.Name,
            Protocol = config.Protocol,
            Address = address?.ToString() ?? config.Address.ToString(),
            Traffic = new TrafficStatus
            {
                SessionsCurrent = Sum(all, counters => counters.ConnectionsCurrent),
                SessionsMax = server.Config.Limits.ConnectionsMax,
                SessionsTotal = Sum(all, counters => counters.Connections),
                SessionRate = rates.Of($"{listener.Name} connections", Sum(all, counters => counters.Connections)),
                RequestsTotal = requests,
                RequestRate = rates.Of($"{listener.Name} requests", requests),
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
            RequestRate = rates.Of($"{listener.Name} route {route.Name}", state.Requests),
            RateLimited = state.RateLimited,
        };
    }

    private BackendStatus Of(Backend backend)
    {
        var servers = backend.Servers.Select(one => Of(backend, one)).ToArray();
        var requests = servers.Sum(one => one.Traffic.RequestsTotal);
        return new BackendStatus
        {
            Name = backend.Name,
            Policy = EnumWords.Of(backend.Config.Policy),
            IsInPanic = backend.IsPanic,
            Servers = servers,
            Traffic = new TrafficStatus
            {
                SessionsCurrent = backend.InFlight,
                SessionsMax = backend.Config.RequestsMax,
                SessionsTotal = requests,
                RequestsTotal = requests,
                RequestRate = rates.Of($"backend {backend.Name}", requests),
                BytesIn = servers.Sum(one => one.Traffic.BytesIn),
                BytesOut = servers.Sum(one => one.Traffic.BytesOut),
                Responses = Sum(servers.Select(one => one.Traffic.Responses)),
                ConnectionErrors = servers.Sum(one => one.Traffic.ConnectionErrors),
                ResponseErrors = servers.Sum(one => one.Traffic.ResponseErrors),
            },
            Queue = new QueueStatus { Current = server.QueuedAt(backend), Max = backend.Config.QueueMax },
            Effort = new EffortStatus
            {
                Retries = servers.Sum(one => one.Effort.Retries),
                ConnectionsMade = servers.Sum(one => one.Effort.ConnectionsMade),
                ConnectionsReused = servers.Sum(one => one.Effort.ConnectionsReused),
            },
        };
    }

    private ServerStatus Of(Backend backend, Server one)
    {
        var totals = one.Totals();
        var answered = totals.ByClass.Sum();
        var set = backend.Set;
        var index = Array.IndexOf(set.Servers, one);
        return new ServerStatus
        {
            Name = one.Name,
            Address = AddressText.Of(one.Host, one.Port),
            State = StateOf(one),
            ChecksAgainst = one.Check.Against,
            ChecksNeeded = backend.Config.HealthCheck is { } check ? one.IsUp ? check.Fall : check.Rise : 0,
            IsChecked = backend.Config.HealthCheck is not null,
            IsBackup = one.IsBackup,
            WeightConfigured = one.Weight,
            WeightEffective = index < 0 ? 0 : set.Weights[index],
            LastCheck = CheckOf(backend, one),
            ChecksFailed = one.Check.Failed,
            Since = one.Check.Since,
            DownCount = one.Check.Downs,
            Ejections = one.Outlier.Total,
            EjectedUntil = one.IsEjected ? server.WallClockAt(one.Outlier.UntilMs) : default,
            Traffic = new TrafficStatus
            {
                SessionsCurrent = one.InFlight,
                SessionsPeak = one.InFlightPeak,
                SessionsMax = backend.Config.ServerRequestsMax,
                SessionsTotal = totals.Requests,
                RequestsTotal = totals.Requests,
                RequestRate = rates.Of($"server {backend.Name}/{one.Name}", totals.Requests),
                BytesIn = totals.BytesIn,
                BytesOut = totals.BytesOut,
                Responses = Responses(i => totals.ByClass[i]),
                ConnectionErrors = totals.ConnectErrors,
                ResponseErrors = totals.ResponseErrors,
            },
            Effort = new EffortStatus
            {
                Retries = totals.Retries,
                ConnectionsMade = totals.ConnectionsMade,
                ConnectionsReused = totals.ConnectionsReused,
            },
            Average = new PhaseTimes(
                ConnectMs: totals.ConnectionsMade == 0 ? 0 : totals.ConnectUs / 1000.0 / totals.ConnectionsMade,
                ResponseMs: answered == 0 ? 0 : totals.LatencyUs / 1000.0 / answered),
        };
    }

    private static ServerState StateOf(Server one) => one switch
    {
        { Mode: ServerMode.Maintenance } => ServerState.Maintenance,
        { Mode: ServerMode.Drain } => ServerState.Drain,
        { IsUp: false } => ServerState.Down,
        { IsEjected: true } => ServerState.Ejected,
        _ => ServerState.Up,
    };

    private static CheckStatus? CheckOf(Backend backend, Server one)
    {
        if (one.Check.Last is not { } last || backend.Config.HealthCheck is not { } config)
            return null;
        return new CheckStatus(config.Kind == CheckKind.Http, last.Result, last.Status, last.DurationMs, one.Check.LastAt);
    }

    private static ResponseCounts Responses(Func<int, long> byClass) =>
        new(byClass(1), byClass(2), byClass(3), byClass(4), byClass(5), byClass(0));

    private static ResponseCounts Sum(IEnumerable<ResponseCounts> all) => all.Aggregate(new ResponseCounts(), static (sum, one) => new(
        sum.Informational + one.Informational, sum.Successful + one.Successful, sum.Redirections + one.Redirections,
        sum.ClientErrors + one.ClientErrors, sum.ServerErrors + one.ServerErrors, sum.Others + one.Others));

    private static long Sum(FrontCounters[] all, Func<FrontCounters, long> read) => all.Sum(read);

    private static long Ends(FrontCounters[] all, params IReadOnlyList<EndReason> reasons) =>
        all.Sum(counters => reasons.Sum(reason => counters.Ends[(int)reason]));
}
