using FromScratch.LoadGen.Drivers;
using FromScratch.LoadGen.Workload;

namespace FromScratch.LoadGen.Running;

/// <summary>A request that has been written and not yet fully answered.</summary>
internal struct PendingRequest
{
    public OperationKind Kind;
    public int KeyCount;

    /// <summary>When it was sent (closed loop) or meant to be sent (open loop), nanoseconds.</summary>
    public long StartNs;

    public ReplyProgress Progress;
}
