using FromScratch.LoadGen.Drivers;

namespace FromScratch.LoadGen.Running;

/// <summary>What one thread did in one phase.</summary>
public sealed class PhaseCounters(ReplyTally tally)
{
    public ReplyTally Tally { get; } = tally;

    public LatencyRecorder Latencies { get; } = new();

    /// <summary>Requests answered; a multi-get is one. Sets that a look-aside adds are not in here.</summary>
    public long Requests;

    /// <summary>Keys in those requests.</summary>
    public long Keys;

    /// <summary>Sets that followed a miss.</summary>
    public long LookAsideSets;

    /// <summary>Open loop: requests that were due when the phase ended and never left, because no connection was free.</summary>
    public long Unsent;

    public long StartNs;

    public long EndNs;

    /// <summary>CPU time of this thread, where the system tells it, otherwise 0.</summary>
    public long ThreadCpuNs;
}
