using FromScratch.LoadGen.Drivers;
using FromScratch.LoadGen.Io;

namespace FromScratch.LoadGen.Running;

/// <summary>All that a run needs to know, free of any command line.</summary>
public sealed record LoadPlan
{
    public required ServerAddress Server { get; init; }

    /// <summary>At least one per thread.</summary>
    public required int Connections { get; init; }

    public required int Threads { get; init; }

    /// <summary>Makes the driver of one thread.</summary>
    public required Func<IProtocolDriver> NewDriver { get; init; }

    public required IReadOnlyList<LoadPhase> Phases { get; init; }

    /// <summary>The server's process on this machine, when its CPU and memory are to be read; else null.</summary>
    public int? ServerPid { get; init; }

    internal int KeysPerRequestMax => Phases.SelectMany(p => p.Sources).Max(s => s.KeysPerRequestMax);

    /// <summary>A look-aside may follow each get with as many sets as it had keys.</summary>
    internal int SlotsPerConnection =>
        Phases.Max(p => p.Pipeline * (p.LookAside ? 1 + p.Sources.Max(s => s.KeysPerRequestMax) : 1));
}
