namespace FromScratch.LoadBalancer.Backends;

/// <summary>Counters of one server on one loop: written by that loop alone, without interlocked operations.</summary>
internal sealed class ServerCells
{
    public long Requests;
    public long Failures;
    public long LatencyUs;
    public long ConnectErrors;
    public long ResponseErrors;
    public long Retries;
    public long BytesIn;
    public long BytesOut;
    public long ConnectionsMade;
    public long ConnectionsReused;
    public long ConnectUs;

    /// <summary>By first digit of the status.</summary>
    public readonly long[] ByClass = new long[6];
}

/// <summary>The same, summed.</summary>
public sealed record ServerTotals
{
    /// <summary>Tries that were given to it.</summary>
    public long Requests { get; init; }

    /// <summary>No connection, no whole response, 502, 503 or 504.</summary>
    public long Failures { get; init; }

    /// <summary>Of all responses together, from the choice of the server to the head.</summary>
    public long LatencyUs { get; init; }

    public long ConnectErrors { get; init; }

    public long ResponseErrors { get; init; }

    /// <summary>Requests that came from another server.</summary>
    public long Retries { get; init; }

    public long BytesIn { get; init; }

    public long BytesOut { get; init; }

    public long ConnectionsMade { get; init; }

    /// <summary>Tries that found an idle connection.</summary>
    public long ConnectionsReused { get; init; }

    /// <summary>Spent on making connections.</summary>
    public long ConnectUs { get; init; }

    public IReadOnlyList<long> ByClass { get; init; } = [];

    internal static ServerTotals Sum(ServerCells[] cells) => new()
    {
        Requests = cells.Sum(cell => Volatile.Read(ref cell.Requests)),
        Failures = cells.Sum(cell => Volatile.Read(ref cell.Failures)),
        LatencyUs = cells.Sum(cell => Volatile.Read(ref cell.LatencyUs)),
        ConnectErrors = cells.Sum(cell => Volatile.Read(ref cell.ConnectErrors)),
        ResponseErrors = cells.Sum(cell => Volatile.Read(ref cell.ResponseErrors)),
        Retries = cells.Sum(cell => Volatile.Read(ref cell.Retries)),
        BytesIn = cells.Sum(cell => Volatile.Read(ref cell.BytesIn)),
        BytesOut = cells.Sum(cell => Volatile.Read(ref cell.BytesOut)),
        ConnectionsMade = cells.Sum(cell => Volatile.Read(ref cell.ConnectionsMade)),
        ConnectionsReused = cells.Sum(cell => Volatile.Read(ref cell.ConnectionsReused)),
        ConnectUs = cells.Sum(cell => Volatile.Read(ref cell.ConnectUs)),
        ByClass = [.. Enumerable.Range(0, 6).Select(digit => cells.Sum(cell => Volatile.Read(ref cell.ByClass[digit])))],
    };
}
