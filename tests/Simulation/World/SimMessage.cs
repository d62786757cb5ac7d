using FromScratch.Replication.Messages;
using FromScratch.Simulation.Model;

namespace FromScratch.Simulation.World;

/// <param name="Head">What the replica sees.</param>
/// <param name="Entries">Of an append.</param>
internal readonly record struct SimMessage(Message Head, SimEntry[] Entries);
