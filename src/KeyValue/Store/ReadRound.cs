namespace FromScratch.KeyValue.Store;

/// <summary>
/// Reads that came in one batch and wait for the leader's word that nothing newer has been acknowledged: they share one request.
/// </summary>
internal sealed class ReadRound(long beganTimestamp)
{
    public long BeganTimestamp { get; } = beganTimestamp;

    /// <summary>Of the request under way; 0 = none, and it must be asked for again.</summary>
    public ulong Ticket { get; set; }

    /// <summary>Once this is applied they may be executed; 0 = not confirmed.</summary>
    public ulong Index { get; set; }

    /// <summary>Nobody confirmed it in time.</summary>
    public bool HasFailed { get; set; }
}
