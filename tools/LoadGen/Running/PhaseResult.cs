namespace FromScratch.LoadGen.Running;

/// <summary>A finished phase.</summary>
/// <param name="Phase">What was asked for.</param>
/// <param name="Threads">What each thread did.</param>
/// <param name="ServerCpuNs">CPU that the server's process used in between; 0 when unknown.</param>
public sealed record PhaseResult(LoadPhase Phase, IReadOnlyList<PhaseCounters> Threads, long ServerCpuNs)
{
    public double Seconds => (Threads.Max(t => t.EndNs) - Threads.Min(t => t.StartNs)) / 1e9;

    public long Problems => Threads.Sum(t => t.Tally.WrongValues + t.Tally.ErrorReplies);
}
