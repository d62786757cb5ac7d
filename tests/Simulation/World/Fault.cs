using FromScratch.Core;

namespace FromScratch.Simulation.World;

public enum FaultKind : byte
{
    /// <summary>Node A stops dead, what it had not synced is lost, and comes back after the duration.</summary>
    Crash,

    /// <summary>Node A does nothing for the duration; its clock goes on and its messages queue up.</summary>
    Pause,

    /// <summary>The nodes of the bits in A and the others do not hear each other.</summary>
    Partition,

    /// <summary>B does not hear A.</summary>
    OneWay,

    /// <summary>Syncs and saves of node A end after the duration.</summary>
    DiskStall,

    /// <summary>Node A's log takes nothing.</summary>
    DiskFull,

    /// <summary>Node A loses everything, and comes back as somebody else.</summary>
    Wipe,

    /// <summary>The leader hands over to node A.</summary>
    Transfer,

    /// <summary>A new node joins as a learner.</summary>
    Join,

    /// <summary>Node A may vote from now on.</summary>
    Promote,

    /// <summary>Node A leaves.</summary>
    Remove,
}

/// <summary>
/// One thing that goes wrong, or that an operator does. A history is its seed and a list of these; any of them may be left out.
/// </summary>
/// <param name="AtMs">Simulated time.</param>
/// <param name="Kind">What.</param>
/// <param name="A">Which node, by place, or a set of them.</param>
/// <param name="B">The other one.</param>
/// <param name="DurationMs">How long.</param>
public readonly record struct Fault(int AtMs, FaultKind Kind, int A, int B, int DurationMs)
{
    public static IReadOnlyList<Fault> FromSeed(ulong seed, SimOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var random = new SeededRandom(seed ^ 0x14057B7EF767814F);
        var nodes = options.Voters + options.Learners + options.Witnesses;
        var count = options.Profile == SimProfile.Mixed ? random.NextInt32(2, 14) : random.NextInt32(8, 30);
        var faults = new List<Fault>(count);
        var wiped = false;
        for (var i = 0; i < count; i++)
        {
            var fault = Draw(random, nodes, options);
            // Whoever loses the disks of a majority loses data, and a witness has none to give: one disk is lost, where there are three.
            if (fault.Kind == FaultKind.Wipe && (wiped || options.Voters < 3))
                continue;
            wiped |= fault.Kind == FaultKind.Wipe;
            faults.Add(fault);
        }

        // Nor must an operator take away those who make up for it.
        return [.. faults.Where(fault => !wiped || fault.Kind != FaultKind.Remove).OrderBy(static fault => fault.AtMs)];
    }

    public override string ToString() => $"{AtMs} ms: {Kind} {A} {B} for {DurationMs} ms";

    private static Fault Draw(SeededRandom random, int nodes, SimOptions options)
    {
        var kind = DrawKind(options.Profile, random.NextInt32(100));
        var a = kind == FaultKind.Partition ? random.NextInt32(1, 1 << nodes) : random.NextInt32(nodes + 1);
        var longest = options.Profile == SimProfile.Mixed ? 700 : 250;
        return new Fault(300 + random.NextInt32(options.FaultMs), kind, a, random.NextInt32(nodes), 10 + random.NextInt32(longest));
    }

    private static FaultKind DrawKind(SimProfile profile, int percent) => profile switch
    {
        SimProfile.Members => percent switch
        {
            < 20 => FaultKind.Crash,
            < 50 => FaultKind.Partition,
            < 60 => FaultKind.Transfer,
            < 70 => FaultKind.Join,
            < 85 => FaultKind.Promote,
            _ => FaultKind.Remove,
        },
        SimProfile.Leases => percent switch
        {
            < 30 => FaultKind.Crash,
            < 55 => FaultKind.Pause,
            < 80 => FaultKind.OneWay,
            < 90 => FaultKind.Partition,
            _ => FaultKind.Transfer,
        },
        SimProfile.Elections => percent switch
        {
            < 35 => FaultKind.Crash,
            < 80 => FaultKind.Partition,
            < 90 => FaultKind.DiskStall,
            _ => FaultKind.Pause,
        },
        _ => percent switch
        {
            < 22 => FaultKind.Crash,
            < 37 => FaultKind.Pause,
            < 54 => FaultKind.Partition,
            < 64 => FaultKind.OneWay,
            < 72 => FaultKind.DiskStall,
            < 76 => FaultKind.DiskFull,
            < 80 => FaultKind.Wipe,
            < 86 => FaultKind.Transfer,
            < 90 => FaultKind.Join,
            < 95 => FaultKind.Promote,
            _ => FaultKind.Remove,
        },
    };
}
