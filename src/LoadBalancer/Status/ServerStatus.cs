using System.Globalization;
using FromScratch.LoadBalancer.Health;

namespace FromScratch.LoadBalancer.Status;

/// <summary>One server of a backend.</summary>
public sealed record ServerStatus
{
    public required string Name { get; init; }

    /// <summary>host:port; an address instead of the host where the server stands for one address of a name.</summary>
    public string Address { get; init; } = "";

    public ServerState State { get; init; }

    /// <summary>Checks in a row that speak against the state; 0 = none does.</summary>
    public int ChecksAgainst { get; init; }

    /// <summary>So many change it: rise of a server that is down, fall of one that is up.</summary>
    public int ChecksNeeded { get; init; }

    public bool IsBackup { get; init; }

    public int WeightConfigured { get; init; } = 1;

    /// <summary>What the policy takes: less during slow start, and 0 when it is not asked at all.</summary>
    public double WeightEffective { get; init; } = 1;

    public TrafficStatus Traffic { get; init; } = new();

    public EffortStatus Effort { get; init; } = new();

    public PhaseTimes Average { get; init; }

    public PhaseTimes Longest { get; init; }

    public long ConnectionsCurrent { get; init; }

    /// <summary>0 = no bound.</summary>
    public long ConnectionsMax { get; init; }

    public long ConnectionsIdle { get; init; }

    /// <summary>Null when it is not checked, or not yet.</summary>
    public CheckStatus? LastCheck { get; init; }

    public bool IsChecked { get; init; }

    public long ChecksFailed { get; init; }

    /// <summary>Since when the state is what it is.</summary>
    public DateTimeOffset Since { get; init; }

    public long DownCount { get; init; }

    public long DowntimeSeconds { get; init; }

    /// <summary>Times that its requests took it out.</summary>
    public long Ejections { get; init; }

    /// <summary>When it is let in again; default when it is not out.</summary>
    public DateTimeOffset EjectedUntil { get; init; }

    /// <summary>The last request; default = never.</summary>
    public DateTimeOffset LastUsed { get; init; }

    public bool IsUsable => State == ServerState.Up;

    /// <summary>For people: up, going up 1/2, going down 2/3, down, ejected, drain, maintenance, no check.</summary>
    public string StateText => (State, ChecksAgainst) switch
    {
        (ServerState.Up, > 0) => Progress("going down"),
        (ServerState.Down, > 0) => Progress("going up"),
        (ServerState.Up, _) => IsChecked ? "up" : "no check",
        (ServerState.Down, _) => "down",
        (ServerState.Drain, _) => "drain",
        (ServerState.Maintenance, _) => "maintenance",
        _ => "ejected",
    };

    private string Progress(string direction) => string.Create(CultureInfo.InvariantCulture, $"{direction} {ChecksAgainst}/{ChecksNeeded}");
}

public enum ServerState : byte
{
    Up,

    /// <summary>Its checks fail.</summary>
    Down,

    /// <summary>Gets nothing new but what sticks to it; by an operator.</summary>
    Drain,

    /// <summary>Gets nothing and is not checked; by an operator.</summary>
    Maintenance,

    /// <summary>Its requests failed: out for a while.</summary>
    Ejected,
}

/// <summary>How one check went.</summary>
/// <param name="IsHttp">A request, not only a connection.</param>
/// <param name="Result">How it ended.</param>
/// <param name="StatusCode">Of the response; 0 without one.</param>
/// <param name="DurationMs">How long it took.</param>
/// <param name="At">When it ended.</param>
public sealed record CheckStatus(bool IsHttp, CheckResult Result, int StatusCode, double DurationMs, DateTimeOffset At)
{
    /// <summary>HAProxy's word for it, which dashboards know: L4OK, L7STS, ...</summary>
    public string Code => (IsHttp, Result) switch
    {
        (false, CheckResult.Passed) => "L4OK",
        (true, CheckResult.Passed) => "L7OK",
        (_, CheckResult.ConnectFailed) => "L4CON",
        (_, CheckResult.ConnectTimedOut) => "L4TOUT",
        (_, CheckResult.ResponseTimedOut) => "L7TOUT",
        (_, CheckResult.BadResponse) => "L7RSP",
        (_, CheckResult.WrongStatus or CheckResult.WrongBody) => "L7STS",
        _ => "SOCKERR",
    };

    /// <summary>For people.</summary>
    public string Text => Result switch
    {
        CheckResult.Passed => "passed",
        CheckResult.ConnectFailed => "connection refused",
        CheckResult.ConnectTimedOut => "connection timed out",
        CheckResult.ResponseTimedOut => "response timed out",
        CheckResult.BadResponse => "no valid response",
        CheckResult.WrongStatus => "wrong status",
        CheckResult.WrongBody => "text not found in body",
        _ => "name not resolved",
    };
}
