using FromScratch.KeyValue.Mirror;

namespace FromScratch.KeyValue.Session.Statistics;

/// <summary>A copy's state for people; read under the gate. Lag and error are known on the leader alone.</summary>
internal sealed record MirrorView
{
    public required string Upstream { get; init; }

    /// <summary>loading or following.</summary>
    public required string Phase { get; init; }

    public required UInt128 Identity { get; init; }

    /// <summary>Of the other group's history.</summary>
    public required ulong Index { get; init; }

    /// <summary>What the other group had applied a second ago, at most, and is not here; 0 where it is not known.</summary>
    public required long LagEntries { get; init; }

    /// <summary>The age of the newest entry here, while there are newer ones.</summary>
    public required long LagMs { get; init; }

    public required string? Error { get; init; }

    /// <summary>Null = the group is no copy.</summary>
    public static MirrorView? Of(KeyValueContext context)
    {
        var state = context.Store.Mirror;
        if (!state.IsActive)
            return null;
        var newest = context.Mirror?.UpstreamIndex ?? 0;
        var lag = (long)(newest - Math.Min(newest, Math.Max(state.Index, context.Mirror?.PassedIndex ?? 0)));
        return new MirrorView
        {
            Upstream = state.Upstream,
            Phase = state.Phase == MirrorPhase.Loading ? "loading" : "following",
            Identity = state.Identity,
            Index = state.Index,
            LagEntries = lag,
            LagMs = lag == 0 || state.TimeMs == 0 ? 0 : Math.Max(0, context.NowUnixMs - state.TimeMs),
            Error = context.Store.IsLeader ? context.Mirror?.Error : null,
        };
    }
}
