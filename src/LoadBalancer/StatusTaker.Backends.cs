using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.LoadBalancer.Status;

namespace FromScratch.LoadBalancer;

/// <content>Backends and their servers.</content>
internal sealed partial class StatusTaker
{
    private BackendStatus Of(Backend backend)
    {
        var all = backend.Servers;
        var totals = all.Select(one => one.Totals()).ToArray();
        var servers = all.Select((one, index) => Of(backend, one, totals[index])).ToArray();
        var requests = servers.Sum(one => one.Traffic.RequestsTotal);
        var rate = rates.Of($"backend {backend.Name}", requests);
        var lastUsedMs = totals.Select(one => one.LastUsedMs).DefaultIfEmpty().Max();
        return new BackendStatus
        {
            Name = backend.Name,
            Policy = EnumWords.Of(backend.Config.Policy),
            IsInPanic = backend.IsPanic,
            Servers = servers,
            Traffic = new TrafficStatus
            {
                SessionsCurrent = backend.InFlight,
                SessionsPeak = backend.InFlightPeak,
                SessionsMax = backend.Config.RequestsMax,
                SessionsTotal = requests,
                SessionRate = rate.Now,
                SessionRatePeak = rate.Peak,
                RequestsTotal = requests,
                RequestRate = rate.Now,
                RequestRatePeak = rate.Peak,
                BytesIn = servers.Sum(one => one.Traffic.BytesIn),
                BytesOut = servers.Sum(one => one.Traffic.BytesOut),
                Responses = Sum(servers.Select(one => one.Traffic.Responses)),
                ConnectionErrors = servers.Sum(one => one.Traffic.ConnectionErrors),
                ResponseErrors = servers.Sum(one => one.Traffic.ResponseErrors),
                ClientAborts = servers.Sum(one => one.Traffic.ClientAborts),
                ServerAborts = servers.Sum(one => one.Traffic.ServerAborts),
            },
            Queue = new QueueStatus
            {
                Current = backend.Queued,
                Peak = backend.QueuedPeak,
                Max = backend.Config.QueueMax,
                Refused = backend.QueueRefused,
                TimedOut = backend.QueueTimedOut,
            },
            Effort = new EffortStatus
            {
                Retries = servers.Sum(one => one.Effort.Retries),
                Redispatches = servers.Sum(one => one.Effort.Redispatches),
                RetriesDenied = backend.RetriesDenied,
                Hedges = servers.Sum(one => one.Effort.Hedges),
                HedgesWon = servers.Sum(one => one.Effort.HedgesWon),
                ConnectionsMade = servers.Sum(one => one.Effort.ConnectionsMade),
                ConnectionsReused = servers.Sum(one => one.Effort.ConnectionsReused),
                ConnectionsBorrowed = servers.Sum(one => one.Effort.ConnectionsBorrowed),
            },
            Average = Times(totals, phase => phase.MeanMs),
            Longest = Times(totals, phase => phase.LongestMs),
            BreakerRefused = backend.BreakerRefused,
            DownCount = backend.Downs,
            DowntimeSeconds = backend.DownMs(server.NowMs) / 1000,
            Since = backend.ChangedAtMs == 0 ? _startedAt : server.WallClockAt(backend.ChangedAtMs),
            LastUsed = At(lastUsedMs),
        };
    }

    private ServerStatus Of(Backend backend, Server one, ServerTotals totals)
    {
        var rate = rates.Of($"server {backend.Name}/{one.Name}", totals.Requests);
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
            Since = one.Check.Since == default ? _startedAt : one.Check.Since,
            DownCount = one.Check.Downs,
            DowntimeSeconds = (long)one.Check.DownFor(time.GetUtcNow()).TotalSeconds,
            LastUsed = At(totals.LastUsedMs),
            ConnectionsCurrent = totals.ConnectionsOpen,
            ConnectionsMax = backend.Config.ServerRequestsMax,
            ConnectionsIdle = totals.ConnectionsIdle,
            Ejections = one.Outlier.Total,
            EjectedUntil = one.IsEjected ? server.WallClockAt(one.Outlier.UntilMs) : default,
            Traffic = new TrafficStatus
            {
                SessionsCurrent = one.InFlight,
                SessionsPeak = one.InFlightPeak,
                SessionsMax = backend.Config.ServerRequestsMax,
                SessionsTotal = totals.Requests,
                RequestsTotal = totals.Requests,
                SessionRate = rate.Now,
                SessionRatePeak = rate.Peak,
                RequestRate = rate.Now,
                RequestRatePeak = rate.Peak,
                BytesIn = totals.BytesIn,
                BytesOut = totals.BytesOut,
                Responses = Responses(i => totals.ByClass[i]),
                ConnectionErrors = totals.ConnectErrors,
                ResponseErrors = totals.ResponseErrors,
                ClientAborts = totals.ClientAborts,
                ServerAborts = totals.ServerAborts,
            },
            Effort = new EffortStatus
            {
                Retries = totals.Retries,
                Redispatches = totals.Redispatches,
                Hedges = totals.Hedges,
                HedgesWon = totals.HedgesWon,
                ConnectionsMade = totals.ConnectionsMade,
                ConnectionsReused = totals.ConnectionsReused,
                ConnectionsBorrowed = totals.ConnectionsBorrowed,
            },
            Average = Times([totals], phase => phase.MeanMs),
            Longest = Times([totals], phase => phase.LongestMs),
        };
    }

    private DateTimeOffset At(long monotonicMs) => monotonicMs == 0 ? default : server.WallClockAt(monotonicMs);

    private static PhaseTimes Times(ServerTotals[] totals, Func<PhaseTotals, double> ms) => new(
        QueueMs: ms(PhaseTotals.Sum(totals.Select(one => one.Queue))),
        ConnectMs: ms(PhaseTotals.Sum(totals.Select(one => one.Connect))),
        ResponseMs: ms(PhaseTotals.Sum(totals.Select(one => one.Response))),
        TotalMs: ms(PhaseTotals.Sum(totals.Select(one => one.Total))));

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
}
