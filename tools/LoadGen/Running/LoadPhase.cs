using FromScratch.LoadGen.Workload;

namespace FromScratch.LoadGen.Running;

/// <summary>One stretch of a run: prefill, warm-up or measurement. It ends by time, by count or when the sources are exhausted.</summary>
public sealed class LoadPhase
{
    public required string Name { get; init; }

    /// <summary>One source per thread.</summary>
    public required IReadOnlyList<IOperationSource> Sources { get; init; }

    /// <summary>
    /// Requests that a connection sends before it waits for their replies (closed loop) or may have unanswered (open loop).
    /// </summary>
    public required int Pipeline { get; init; }

    /// <summary>0: closed loop. Otherwise requests per second of all threads together.</summary>
    public double RatePerSecond { get; init; }

    /// <summary>Null: no limit by time.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Per thread; null: no limit by count.</summary>
    public long? RequestsPerThread { get; init; }

    /// <summary>Whether a key that was missed is stored at once.</summary>
    public bool LookAside { get; init; }

    /// <summary>Whether CPU and latencies are kept.</summary>
    public bool Measured { get; init; }
}
