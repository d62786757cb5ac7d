using FromScratch.Replication;

namespace FromScratch.Simulation.World;

/// <summary>What became of one history.</summary>
/// <param name="Seed">Runs it again.</param>
/// <param name="Violation">Null = all was well.</param>
/// <param name="Faults">What went wrong in it, by the plan.</param>
/// <param name="Operations">That clients got an answer to.</param>
/// <param name="Transcript">Empty when none was asked for.</param>
public sealed record SimResult(
    ulong Seed, string? Violation, IReadOnlyList<Fault> Faults, int Operations, IReadOnlyList<string> Transcript);

/// <summary>Runs histories.</summary>
public static class Runner
{
    /// <summary>Everything follows from the seed.</summary>
    public static SimResult Run(ulong seed, bool keepsTranscript = false) => Run(seed, SimOptions.FromSeed(seed), null, keepsTranscript);

    /// <summary>The same with more of what a profile stands for.</summary>
    public static SimResult Run(ulong seed, SimProfile profile) =>
        Run(seed, SimOptions.FromSeed(seed).With(profile), null, keepsTranscript: false);

    /// <param name="seed">Of the random choices.</param>
    /// <param name="options">What the history is like.</param>
    /// <param name="faults">Null = those of the seed.</param>
    /// <param name="keepsTranscript">For people.</param>
    public static SimResult Run(ulong seed, SimOptions options, IReadOnlyList<Fault>? faults, bool keepsTranscript)
    {
        var plan = faults ?? Fault.FromSeed(seed, options);
        var world = new SimWorld(seed, options, plan, keepsTranscript);
        string? violation;
        try
        {
            violation = world.Run();
        }
        catch (ReplicaBrokenException error)
        {
            violation = error.Message;
        }

        return new SimResult(seed, violation, plan, world.History.Count, world.Transcript);
    }

    /// <summary>Leaves out every fault without which the history goes wrong too.</summary>
    public static SimResult Shrink(SimResult failed, SimOptions options)
    {
        ArgumentNullException.ThrowIfNull(failed);
        var faults = failed.Faults.ToList();
        for (var i = faults.Count - 1; i >= 0; i--)
        {
            var fewer = faults.Where((_, place) => place != i).ToList();
            if (Run(failed.Seed, options, fewer, keepsTranscript: false).Violation is not null)
                faults = fewer;
        }

        return Run(failed.Seed, options, faults, keepsTranscript: true);
    }
}
