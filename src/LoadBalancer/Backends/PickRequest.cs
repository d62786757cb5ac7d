namespace FromScratch.LoadBalancer.Backends;

/// <summary>What is known of a request when a server is chosen for it.</summary>
public readonly ref struct PickRequest
{
    /// <summary>Of what the hashing policies hash.</summary>
    public ulong Hash { get; init; }

    /// <summary>False = the request does not have it, and is spread at random.</summary>
    public bool HasHash { get; init; }

    /// <summary>Monotonic milliseconds.</summary>
    public long NowMs { get; init; }

    /// <summary>Servers that failed already: not taken again while there is another one.</summary>
    public ReadOnlySpan<Server?> Tried { get; init; }

    /// <summary>Rather none than one that was tried.</summary>
    public bool OnlyUntried { get; init; }

    /// <summary>The server that the client sticks to.</summary>
    public Server? Sticky { get; init; }
}

public enum PickResult : byte
{
    Picked,

    /// <summary>Every usable server has as many requests as it may: the request waits.</summary>
    AllBusy,
    NoneUsable,

    /// <summary>The backend has as many requests as it may.</summary>
    BreakerOpen,
}

/// <summary>How one try ended.</summary>
public readonly record struct RequestOutcome
{
    public OutcomeKind Kind { get; init; }

    /// <summary>Of the response; 0 = there was none.</summary>
    public int Status { get; init; }

    /// <summary>From the choice of the server to the response's head.</summary>
    public long LatencyUs { get; init; }
}

public enum OutcomeKind : byte
{
    Responded,
    ConnectFailed,
    ConnectTimeout,

    /// <summary>Closed before or in the middle of the response.</summary>
    Reset,
    ResponseTimeout,
    BadResponse,
}
