using FromScratch.Replication.Membership;

namespace FromScratch.Simulation.Model;

/// <param name="Term">The leader's.</param>
/// <param name="Command">What it does.</param>
/// <param name="Configuration">Null = none.</param>
internal readonly record struct SimEntry(ulong Term, Command Command, Configuration? Configuration);

/// <param name="Index">The last entry in it.</param>
/// <param name="Term">Of that entry.</param>
/// <param name="State">As of it.</param>
/// <param name="Configuration">As of it.</param>
internal sealed record SimSnapshot(ulong Index, ulong Term, Registers State, PlacedConfiguration Configuration);
