namespace FromScratch.LoadBalancer.Backends;

/// <summary>Counters of one server on one loop: written by that loop alone, without interlocked operations.</summary>
internal sealed class ServerCells
{
    public long Requests;
    public long Failures;
    public long ConnectErrors;
    public long ResponseErrors;
    public long Retries;
    public long Redispatches;
    public long Hedges;
    public long HedgesWon;
    public long ClientAborts;
    public long ServerAborts;
    public long BytesIn;
    public long BytesOut;
    public long ConnectionsMade;
    public long ConnectionsReused;

    /// <summary>Of those: taken over from another loop.</summary>
    public long ConnectionsBorrowed;
    public long ConnectionsOpen;
    public long ConnectionsIdle;
    public long LastUsedMs;
    public PhaseCells Queue;
    public PhaseCells Connect;
    public PhaseCells Response;
    public PhaseCells Total;

    /// <summary>By first digit of the status.</summary>
    public readonly long[] ByClass = new long[6];
}

/// <summary>How long one phase of the requests took.</summary>
internal struct PhaseCells
{
    public long SumUs;
    public long LongestUs;
    public long Count;

    public void Add(long us)
    {
        SumUs += us;
        Count++;
        if (us > LongestUs)
            LongestUs = us;
    }
}
