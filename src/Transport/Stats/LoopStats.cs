namespace FromScratch.Transport.Stats;

/// <summary>What one I/O loop has done since the start; also the sum over all of them.</summary>
public sealed record LoopStats
{
    internal const int CloseReasons = (int)CloseReason.SessionFailed + 1;

    public long ConnectionsCurrent { get; init; }

    public long ConnectionsTotal { get; init; }

    public long BytesRead { get; init; }

    public long BytesWritten { get; init; }

    /// <summary>Receives that brought bytes.</summary>
    public long Reads { get; init; }

    /// <summary>Sends that took bytes.</summary>
    public long Writes { get; init; }

    /// <summary>Turns that ended with work left over (<see cref="SessionNext.Yield"/>).</summary>
    public long Yields { get; init; }

    /// <summary>Calls of <see cref="ISession.Wake"/>.</summary>
    public long Wakes { get; init; }

    /// <summary>Times that other threads were let run before a wait (<see cref="TransportOptions.GivesWay"/>).</summary>
    public long WaysGiven { get; init; }

    internal long[] Closes { get; init; } = new long[CloseReasons];

    public long ClosedBy(CloseReason reason) => Closes[(int)reason];

    internal static LoopStats Sum(IEnumerable<LoopStats> loops) => loops.Aggregate(new LoopStats(), static (sum, loop) => new LoopStats
    {
        ConnectionsCurrent = sum.ConnectionsCurrent + loop.ConnectionsCurrent,
        ConnectionsTotal = sum.ConnectionsTotal + loop.ConnectionsTotal,
        BytesRead = sum.BytesRead + loop.BytesRead,
        BytesWritten = sum.BytesWritten + loop.BytesWritten,
        Reads = sum.Reads + loop.Reads,
        Writes = sum.Writes + loop.Writes,
        Yields = sum.Yields + loop.Yields,
        Wakes = sum.Wakes + loop.Wakes,
        WaysGiven = sum.WaysGiven + loop.WaysGiven,
        Closes = [.. sum.Closes.Zip(loop.Closes, static (a, b) => a + b)],
    });
}
