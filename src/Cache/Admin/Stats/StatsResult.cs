using FromScratch.Cache.Session;

namespace FromScratch.Cache.Admin.Stats;

public enum StatsResultKind : byte
{
    /// <summary>The report holds the answer.</summary>
    Pairs,

    /// <summary>No such family: the text protocol says ERROR, the binary one not found.</summary>
    Unknown,

    /// <summary>Done, nothing to tell but <see cref="StatsResult.Text"/> (RESET, OK).</summary>
    Done,

    /// <summary>Refused: <see cref="StatsResult.Text"/> is the text protocol's error line.</summary>
    Refused,

    /// <summary>Lines that are not pairs (`detail dump`, `cachedump`) or a walk over the items (`sizes`): <see cref="StatsResult.Lines"/> writes them, END included.</summary>
    Lines,
}

/// <param name="Text">One line without its end; null unless the kind says so.</param>
/// <param name="Lines">Text protocol only; null unless the kind says so.</param>
public readonly record struct StatsResult(StatsResultKind Kind, string? Text = null, IResumableReply? Lines = null)
{
    public static StatsResult Pairs => new(StatsResultKind.Pairs);

    public static StatsResult Unknown => new(StatsResultKind.Unknown);

    public static StatsResult Done(string text) => new(StatsResultKind.Done, text);

    public static StatsResult Refused(string text) => new(StatsResultKind.Refused, text);

    public static StatsResult Walk(IResumableReply lines) => new(StatsResultKind.Lines, Lines: lines);
}
