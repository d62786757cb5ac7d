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
        // Sums that only grow: servers that are gone have had their part.
        var sum = ServerTotals.Sum([.. totals, backend.TotalsOfGone()]);
        var requests = sum.Requests;
        var rate = rates.Of($"backend {backend.Name}", requests);
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
                BytesIn = sum.BytesIn,
                BytesOut = sum.BytesOut,
                Responses = Responses(i => sum.ByClass[i]),
                ConnectionErrors = sum.ConnectErrors,
                ResponseErrors = sum.ResponseErrors,
                ClientAborts = sum.ClientAborts,
                ServerAborts = sum.ServerAborts,
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
                Retries = sum.Retries,
                Redispatches = sum.Redispatches,
                RetriesDenied = backend.RetriesDenied,
                Hedges = sum.Hedges,
                HedgesWon = sum.HedgesWon,
                ConnectionsMade = sum.ConnectionsMade,
                ConnectionsReused = sum.ConnectionsReused,
                ConnectionsBorrowed = sum.ConnectionsBorrowed,
            },
            Average = Times(sum, phase => phase.MeanMs),
            Longest = Times(sum, phase => phase.LongestMs),
            BreakerRefused = backend.BreakerRefused,
            LookUpsFailed = backend.LookUpsFailed,
            DownCount = backend.Downs,
            DowntimeSeconds = backend.DownMs(server.NowMs) / 1000,
            Since = backend.ChangedAtMs == 0 ? _startedAt : server.WallClockAt(backend.ChangedAtMs),
            LastUsed = At(sum.LastUsedMs),
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
            Address = one.AddressShown,
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
            Average = Times(totals, phase => phase.MeanMs),
            Longest = Times(totals, phase => phase.LongestMs),
        };
    }

    private DateTimeOffset At(long monotonicMs) => monotonicMs == 0 ? default : server.WallClockAt(monotonicMs);

    private static PhaseTimes Times(ServerTotals totals, Func<PhaseTotals, double> ms) =>
        new(QueueMs: ms(totals.Queue), ConnectMs: ms(totals.Connect), ResponseMs: ms(totals.Response), TotalMs: ms(totals.Total));

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
