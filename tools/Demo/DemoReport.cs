using FromScratch.Demo.Load;

namespace FromScratch.Demo;

/// <summary>The outcome of a run.</summary>
/// <param name="Files">Files stored.</param>
/// <param name="Chunks">Items they made.</param>
/// <param name="Bytes">Bytes they hold.</param>
/// <param name="SkippedFiles">Files left out because of a limit.</param>
/// <param name="Elapsed">Time of the lookup stream.</param>
/// <param name="Preload">What storing everything and reading it back once did, per node.</param>
/// <param name="Stream">What the lookup stream did, per node.</param>
public sealed record DemoReport(int Files, int Chunks, long Bytes, int SkippedFiles, TimeSpan Elapsed, IReadOnlyList<NodeTally> Preload,
    IReadOnlyList<NodeTally> Stream)
{
    /// <summary>Replies with a wrong byte, over the whole run.</summary>
    public long Wrong => Preload.Concat(Stream).Sum(tally => tally.Wrong);

    /// <summary>True when something was found and nothing of it was wrong.</summary>
    public bool Good => Wrong == 0 && Preload.Concat(Stream).Sum(tally => tally.Hits) > 0;
}
