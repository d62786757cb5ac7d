using FromScratch.Cache.Session;

namespace FromScratch.Cache.Admin.Stats;

public enum StatsResultKind : byte
{
    /// <summary>The report holds the answer.</summary>
    Pairs,

    /// <summary>As <see cref="Pairs"/>, but the text protocol ends them without END.</summary>
    PairsWithoutEnd,

    /// <summary>No such family: the text protocol says ERROR, the binary one not found.</summary>
    Unknown,

    /// <summary>Done, nothing to tell but <see cref="StatsResult.Text"/> (RESET, OK).</summary>
    Done,

    /// <summary>Refused: <see cref="StatsResult.Text"/> is the text protocol's error line.</summary>
    Refused,

    /// <summary>Lines that are not pairs (`detail dump`, `cachedump`): <see cref="StatsResult.Lines"/> writes them, END included.</summary>
    Lines,

    /// <summary>Pairs that a walk over the items finds (`sizes`): <see cref="StatsResult.Walk"/> makes the reply.</summary>
    PairsAfterWalk,
}

/// <summary>How a protocol tells a report.</summary>
public delegate IResumableReply ReportTeller(StatsReport report);

/// <param name="Text">One line without its end; null unless the kind says so.</param>
/// <param name="Lines">Text protocol only; null unless the kind says so.</param>
/// <param name="Walk">Walks, then has its findings told; null unless the kind says so.</param>
public readonly record struct StatsResult(
    StatsResultKind Kind, string? Text = null, IResumableReply? Lines = null, Func<ReportTeller, IResumableReply>? Walk = null)
{
    public static StatsResult Pairs => new(StatsResultKind.Pairs);

    public static StatsResult PairsWithoutEnd => new(StatsResultKind.PairsWithoutEnd);

    public static StatsResult Unknown => new(StatsResultKind.Unknown);

    public static StatsResult Done(string text) => new(StatsResultKind.Done, text);

    public static StatsResult Refused(string text) => new(StatsResultKind.Refused, text);

    public static StatsResult Dump(IResumableReply lines) => new(StatsResultKind.Lines, Lines: lines);

    public static StatsResult After(Func<ReportTeller, IResumableReply> walk) => new(StatsResultKind.PairsAfterWalk, Walk: walk);
}
