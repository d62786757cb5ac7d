using FromScratch.LoadBalancer.Configuration;
using FromScratch.LoadBalancer.Health;
using FromScratch.LoadBalancer.Status;

namespace FromScratch.LoadBalancer.Tests.Status;

/// <summary>A balancer in the middle of its day: every state a server can be in, and names that want to be markup.</summary>
internal static class SampleStatus
{
    public const string Hostile = "<script>alert('1')</script>&\",\n";

    public static readonly DateTimeOffset Now = new(2026, 11, 25, 18, 30, 0, TimeSpan.Zero);

    public static BalancerStatus Make(string? hostile = null) => new()
    {
        Version = "0.1.0",
        ProcessId = 4711,
        StartedAt = Now.AddDays(-3).AddHours(-4),
        TakenAt = Now,
        ConfiguredAt = Now.AddHours(-2),
        ReloadsTotal = 7,
        ReloadsFailed = 1,
        ConnectionsCurrent = 1_834,
        ConnectionsMax = 20_000,
        ConnectionsTotal = 9_482_113,
        ConnectionsRefused = 3,
        AccessLogDropped = 12,
        RequestsOfGone = 7,
        Listeners =
        [
            Listener(hostile ?? "main", ListenerProtocol.Http, "0.0.0.0:80", 1_204, hostile),
            Listener("secure", ListenerProtocol.Https, "0.0.0.0:443", 630, null),
            Listener("database", ListenerProtocol.Tcp, "127.0.0.1:5432", 0, null) with { Traffic = new(), IsOpen = false },
        ],
        Backends = [Web(hostile), Api(), new BackendStatus { Name = "database", Policy = "first", IsTcp = true, Servers = [Down("db-1")] }],
    };

    private static ListenerStatus Listener(string name, ListenerProtocol protocol, string address, int current, string? hostile) => new()
    {
        Name = name,
        Protocol = protocol,
        Address = address,
        Traffic = new TrafficStatus
        {
            SessionsCurrent = current,
            SessionsPeak = 2_950,
            SessionsMax = 20_000,
            SessionsTotal = 6_120_443,
            SessionRate = 84.2,
            SessionRatePeak = 412,
            RequestsTotal = 184_233_902,
            RequestRate = 3_120.4,
            RequestRatePeak = 9_204,
            BytesIn = 83_204_118_220,
            BytesOut = 1_944_010_228_114,
            Responses = new ResponseCounts(12, 180_222_390, 2_903_112, 1_090_211, 18_166, 11),
            RequestsDenied = 482,
            RequestErrors = 97,
            AnsweredHere = 611,
        },
        HandshakesFailed = protocol == ListenerProtocol.Https ? 44 : 0,
        Routes =
        [
            new RouteStatus
            {
                Name = "api", Match = hostile ?? "example.com /api", Targets = ["api (9)", "api-canary (1)"], RequestsTotal = 40_233_100,
                RequestRate = 890.1, RateLimited = 470,
            },
            new RouteStatus { Name = "all", Targets = ["web"], RequestsTotal = 144_000_802, RequestRate = 2_230.3 },
        ],
    };

    private static BackendStatus Web(string? hostile) => new()
    {
        Name = hostile ?? "web",
        Policy = "peakEwma",
        Traffic = Traffic(311, 144_000_802, 2_230.3, 9_112),
        Queue = new QueueStatus { Current = 4, Peak = 190, Max = 1_000, Refused = 2, TimedOut = 9 },
        Effort = new EffortStatus
        {
            Retries = 2_310,
            Redispatches = 2_204,
            RetriesDenied = 18,
            Hedges = 40_112,
            HedgesWon = 8_201,
            ConnectionsMade = 91_204,
            ConnectionsReused = 143_909_598,
        },
        Average = new PhaseTimes(0.02, 0.31, 8.4, 11.2),
        Longest = new PhaseTimes(812, 1_002, 4_310, 9_004),
        BreakerRefused = 5,
        DownCount = 1,
        DowntimeSeconds = 41,
        Since = Now.AddDays(-1),
        LastUsed = Now,
        Servers =
        [
            Up("web-1", 120, 96, 1_100.4),
            Up("web-2", 104, 101, 1_004.9) with { WeightConfigured = 2, WeightEffective = 1.4 },
            Up("web-3", 87, 60, 125) with { ChecksAgainst = 2, ChecksNeeded = 3, LastCheck = Check(CheckResult.WrongStatus, 503, 4.1) },
            Down("web-4") with { ChecksAgainst = 1, ChecksNeeded = 2, LastCheck = Check(CheckResult.Passed, 200, 2.2) },
            Down(hostile ?? "web-5"),
            Up("web-6", 0, 0, 0) with
            {
                State = ServerState.Ejected, WeightEffective = 0, Since = Now.AddSeconds(-7), Ejections = 3,
                EjectedUntil = Now.AddSeconds(23),
            },
            Up("web-7", 3, 2, 0.4) with { State = ServerState.Drain, WeightEffective = 0, Since = Now.AddMinutes(-12) },
            Up("web-8", 0, 0, 0) with { State = ServerState.Maintenance, WeightEffective = 0, Since = Now.AddHours(-5), LastCheck = null },
            Up("spare", 0, 0, 0) with { IsBackup = true, IsChecked = false, LastCheck = null },
        ],
    };

    private static BackendStatus Api() => new()
    {
        Name = "api",
        Policy = "roundRobin",
        IsInPanic = true,
        Traffic = Traffic(40, 40_233_100, 890.1, 210),
        Queue = new QueueStatus { Max = 1_000 },
        Average = new PhaseTimes(0, 0.2, 3.1, 3.9),
        Since = Now.AddDays(-3),
        LastUsed = Now,
        Servers = [Up("api-1", 40, 31, 890.1) with { LastCheck = Check(CheckResult.Passed, 0, 0.4, isHttp: false) }],
    };

    private static TrafficStatus Traffic(int current, long requests, double rate, long errors) => new()
    {
        SessionsCurrent = current,
        SessionsPeak = 702,
        SessionsTotal = requests,
        SessionRate = rate,
        SessionRatePeak = 5_204,
        RequestsTotal = requests,
        RequestRate = rate,
        RequestRatePeak = 5_204,
        BytesIn = 421 * requests,
        BytesOut = 9_120 * requests,
        Responses = new ResponseCounts(2, requests - 120_000 - errors, 90_000, 29_990, errors, 8),
        ConnectionErrors = errors / 90,
        ResponseErrors = errors / 30,
        ClientAborts = 88,
        ServerAborts = 17,
    };

    private static ServerStatus Up(string name, int current, int idle, double rate) => new()
    {
        Name = name,
        Address = "10.0.1.17:8080",
        IsChecked = true,
        Traffic = Traffic(current, 21_000_000, rate, 1_204) with { SessionsMax = 500 },
        Effort = new EffortStatus { Retries = 310, Redispatches = 300, ConnectionsMade = 11_020, ConnectionsReused = 20_988_980 },
        Average = new PhaseTimes(0, 0.3, 8.1, 10.7),
        ConnectionsCurrent = current + idle,
        ConnectionsIdle = idle,
        LastCheck = Check(CheckResult.Passed, 200, 1.8),
        Since = Now.AddDays(-2).AddMinutes(-31),
        LastUsed = Now,
    };

    private static ServerStatus Down(string name) => new()
    {
        Name = name,
        Address = "10.0.1.18:8080",
        State = ServerState.Down,
        IsChecked = true,
        WeightEffective = 0,
        Traffic = new TrafficStatus { SessionsTotal = 90, RequestsTotal = 90, ConnectionErrors = 12 },
        LastCheck = Check(CheckResult.ConnectFailed, 0, 0.2),
        ChecksFailed = 230,
        Since = Now.AddMinutes(-4).AddSeconds(-10),
        DownCount = 2,
        DowntimeSeconds = 3_661,
    };

    private static CheckStatus Check(CheckResult result, int status, double ms, bool isHttp = true) =>
        new(isHttp, result, status, ms, Now.AddSeconds(-1));
}
