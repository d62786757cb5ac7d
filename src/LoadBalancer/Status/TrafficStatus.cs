namespace FromScratch.LoadBalancer.Status;

/// <summary>What goes through a listener, a backend or a server. Totals since the start; rates over the last second.</summary>
public sealed record TrafficStatus
{
    /// <summary>Of a listener its connections; behind it requests in flight (or connections, in TCP).</summary>
    public long SessionsCurrent { get; init; }

    /// <summary>The most that there were at a time.</summary>
    public long SessionsPeak { get; init; }

    /// <summary>0 = no bound.</summary>
    public long SessionsMax { get; init; }

    public long SessionsTotal { get; init; }

    public double SessionRate { get; init; }

    public double SessionRatePeak { get; init; }

    public long RequestsTotal { get; init; }

    public double RequestRate { get; init; }

    public double RequestRatePeak { get; init; }

    public long BytesIn { get; init; }

    public long BytesOut { get; init; }

    public ResponseCounts Responses { get; init; }

    /// <summary>Refused by a rule: rate limit, no route.</summary>
    public long RequestsDenied { get; init; }

    /// <summary>No valid request: syntax, size, too slow.</summary>
    public long RequestErrors { get; init; }

    /// <summary>Answered here and not by a server.</summary>
    public long AnsweredHere { get; init; }

    /// <summary>No connection to a server could be made.</summary>
    public long ConnectionErrors { get; init; }

    /// <summary>A server gave no valid response.</summary>
    public long ResponseErrors { get; init; }

    public long ClientAborts { get; init; }

    public long ServerAborts { get; init; }
}

/// <summary>Responses by class of their status.</summary>
public readonly record struct ResponseCounts(
    long Informational = 0, long Successful = 0, long Redirections = 0, long ClientErrors = 0, long ServerErrors = 0, long Others = 0)
{
    public long Total => Informational + Successful + Redirections + ClientErrors + ServerErrors + Others;

    /// <summary>With the names that HAProxy gives the classes.</summary>
    public IEnumerable<(string Code, long Count)> ByCode()
    {
        yield return ("1xx", Informational);
        yield return ("2xx", Successful);
        yield return ("3xx", Redirections);
        yield return ("4xx", ClientErrors);
        yield return ("5xx", ServerErrors);
        yield return ("other", Others);
    }
}

/// <summary>Times of requests since the start in milliseconds; averages, or the longest.</summary>
/// <param name="QueueMs">Waiting for a server.</param>
/// <param name="ConnectMs">For a connection to it.</param>
/// <param name="ResponseMs">From the request's being sent to the head of the response.</param>
/// <param name="TotalMs">From the request's first byte to the response's last.</param>
public readonly record struct PhaseTimes(double QueueMs = 0, double ConnectMs = 0, double ResponseMs = 0, double TotalMs = 0);

/// <summary>Sending requests to another server, and to servers at all: of a backend or of one server.</summary>
public sealed record EffortStatus
{
    /// <summary>Requests sent again.</summary>
    public long Retries { get; init; }

    /// <summary>Of those, the ones that went to another server.</summary>
    public long Redispatches { get; init; }

    /// <summary>Retries that were not made because the budget was used up.</summary>
    public long RetriesDenied { get; init; }

    /// <summary>Second requests because the first took long.</summary>
    public long Hedges { get; init; }

    /// <summary>Hedges that were answered first.</summary>
    public long HedgesWon { get; init; }

    public long ConnectionsMade { get; init; }

    /// <summary>Requests that found an idle connection.</summary>
    public long ConnectionsReused { get; init; }

    /// <summary>Of those: taken over from another I/O loop.</summary>
    public long ConnectionsBorrowed { get; init; }
}

/// <summary>Requests that wait for a server.</summary>
public sealed record QueueStatus
{
    public long Current { get; init; }

    public long Peak { get; init; }

    /// <summary>0 = nobody waits.</summary>
    public long Max { get; init; }

    /// <summary>Refused because as many were waiting already.</summary>
    public long Refused { get; init; }

    /// <summary>Waited too long.</summary>
    public long TimedOut { get; init; }
}
