using FromScratch.Replication;

namespace FromScratch.Simulation.Scripts;

/// <summary>
/// A history that is played as written, for what chance does not hit on: it needs a few things to happen one after the other. With the rule
/// in force nothing may come of it.
/// </summary>
/// <param name="Name">What happens.</param>
/// <param name="Rule">That keeps it from doing harm.</param>
/// <param name="Play">Plays it with some rules broken, and tells what went wrong; null = nothing.</param>
internal sealed record Script(string Name, string Rule, Func<ReplicaFaults, string?> Play)
{
    /// <summary>With all rules in force.</summary>
    public string? PlayAsIs() => Play(ReplicaFaults.None);
}
