namespace FromScratch.LoadBalancer.Backends;

/// <summary>What a server's loops have counted, summed; not of one instant.</summary>
public sealed record ServerTotals
{
    private const int Classes = 6;

    /// <summary>Tries that were given to it.</summary>
    public long Requests { get; init; }

    /// <summary>No connection, no whole response, 502, 503 or 504.</summary>
    public long Failures { get; init; }

    public long ConnectErrors { get; init; }

    public long ResponseErrors { get; init; }

    /// <summary>Requests that were tried here after another try.</summary>
    public long Retries { get; init; }

    /// <summary>Of those, the ones that came from another server.</summary>
    public long Redispatches { get; init; }

    /// <summary>Second requests because another server took long.</summary>
    public long Hedges { get; init; }

    /// <summary>Hedges that were answered here first.</summary>
    public long HedgesWon { get; init; }

    public long ClientAborts { get; init; }

    public long ServerAborts { get; init; }

    public long BytesIn { get; init; }

    public long BytesOut { get; init; }

    public long ConnectionsMade { get; init; }

    /// <summary>Tries that found an idle connection.</summary>
    public long ConnectionsReused { get; init; }

    /// <summary>Of those: taken over from another loop.</summary>
    public long ConnectionsBorrowed { get; init; }

    /// <summary>Now, idle ones included.</summary>
    public long ConnectionsOpen { get; init; }

    public long ConnectionsIdle { get; init; }

    /// <summary>Monotonic milliseconds of the last try that ended; 0 = none has.</summary>
    public long LastUsedMs { get; init; }

    /// <summary>Waiting for room at the server.</summary>
    public PhaseTotals Queue { get; init; }

    /// <summary>Making connections.</summary>
    public PhaseTotals Connect { get; init; }

    /// <summary>From the choice of the server to the head of the response.</summary>
    public PhaseTotals Response { get; init; }

    /// <summary>From the request's first byte to the response's last.</summary>
    public PhaseTotals Total { get; init; }

    public IReadOnlyList<long> ByClass { get; init; } = [];

    internal static ServerTotals Sum(ServerCells[] cells) => new()
    {
        Requests = cells.Sum(cell => Volatile.Read(ref cell.Requests)),
        Failures = cells.Sum(cell => Volatile.Read(ref cell.Failures)),
        ConnectErrors = cells.Sum(cell => Volatile.Read(ref cell.ConnectErrors)),
        ResponseErrors = cells.Sum(cell => Volatile.Read(ref cell.ResponseErrors)),
        Retries = cells.Sum(cell => Volatile.Read(ref cell.Retries)),
        Redispatches = cells.Sum(cell => Volatile.Read(ref cell.Redispatches)),
        Hedges = cells.Sum(cell => Volatile.Read(ref cell.Hedges)),
        HedgesWon = cells.Sum(cell => Volatile.Read(ref cell.HedgesWon)),
        ClientAborts = cells.Sum(cell => Volatile.Read(ref cell.ClientAborts)),
        ServerAborts = cells.Sum(cell => Volatile.Read(ref cell.ServerAborts)),
        BytesIn = cells.Sum(cell => Volatile.Read(ref cell.BytesIn)),
        BytesOut = cells.Sum(cell => Volatile.Read(ref cell.BytesOut)),
        ConnectionsMade = cells.Sum(cell => Volatile.Read(ref cell.ConnectionsMade)),
        ConnectionsReused = cells.Sum(cell => Volatile.Read(ref cell.ConnectionsReused)),
        ConnectionsBorrowed = cells.Sum(cell => Volatile.Read(ref cell.ConnectionsBorrowed)),
        ConnectionsOpen = cells.Sum(cell => Volatile.Read(ref cell.ConnectionsOpen)),
        ConnectionsIdle = cells.Sum(cell => Volatile.Read(ref cell.ConnectionsIdle)),
        LastUsedMs = cells.Max(cell => Volatile.Read(ref cell.LastUsedMs)),
        Queue = PhaseTotals.Sum(cells.Select(cell => cell.Queue)),
        Connect = PhaseTotals.Sum(cells.Select(cell => cell.Connect)),
        Response = PhaseTotals.Sum(cells.Select(cell => cell.Response)),
        Total = PhaseTotals.Sum(cells.Select(cell => cell.Total)),
        ByClass = [.. Enumerable.Range(0, Classes).Select(digit => cells.Sum(cell => Volatile.Read(ref cell.ByClass[digit])))],
    };

    /// <summary>Of several servers. Connections that are open now are nobody's sum.</summary>
    internal static ServerTotals Sum(IReadOnlyCollection<ServerTotals> all) => new()
    {
        Requests = all.Sum(one => one.Requests),
        Failures = all.Sum(one => one.Failures),
        ConnectErrors = all.Sum(one => one.ConnectErrors),
        ResponseErrors = all.Sum(one => one.ResponseErrors),
        Retries = all.Sum(one => one.Retries),
        Redispatches = all.Sum(one => one.Redispatches),
        Hedges = all.Sum(one => one.Hedges),
        HedgesWon = all.Sum(one => one.HedgesWon),
        ClientAborts = all.Sum(one => one.ClientAborts),
        ServerAborts = all.Sum(one => one.ServerAborts),
        BytesIn = all.Sum(one => one.BytesIn),
        BytesOut = all.Sum(one => one.BytesOut),
        ConnectionsMade = all.Sum(one => one.ConnectionsMade),
        ConnectionsReused = all.Sum(one => one.ConnectionsReused),
        ConnectionsBorrowed = all.Sum(one => one.ConnectionsBorrowed),
        LastUsedMs = all.Select(one => one.LastUsedMs).DefaultIfEmpty().Max(),
        Queue = PhaseTotals.Sum(all.Select(one => one.Queue)),
        Connect = PhaseTotals.Sum(all.Select(one => one.Connect)),
        Response = PhaseTotals.Sum(all.Select(one => one.Response)),
        Total = PhaseTotals.Sum(all.Select(one => one.Total)),
        ByClass = [.. Enumerable.Range(0, Classes).Select(digit => all.Sum(one => one.ByClass.ElementAtOrDefault(digit)))],
    };
}

/// <summary>How long one phase of the requests took, since the start.</summary>
public readonly record struct PhaseTotals(long SumUs, long LongestUs, long Count)
{
    public double MeanMs => Count == 0 ? 0 : SumUs / 1000.0 / Count;

    public double LongestMs => LongestUs / 1000.0;

    public static PhaseTotals Sum(IEnumerable<PhaseTotals> all) => all.Aggregate(default(PhaseTotals), static (sum, one) =>
        new PhaseTotals(sum.SumUs + one.SumUs, Math.Max(sum.LongestUs, one.LongestUs), sum.Count + one.Count));

    internal static PhaseTotals Sum(IEnumerable<PhaseCells> all) =>
        Sum(all.Select(static one => new PhaseTotals(one.SumUs, one.LongestUs, one.Count)));
}
