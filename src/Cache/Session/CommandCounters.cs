using System.Runtime.InteropServices;

namespace FromScratch.Cache.Session;

/// <summary>
/// What clients did, one instance per I/O loop: written by that loop alone without interlocked operations, read
/// by anyone and summed. Names follow memcached's `stats`.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public sealed class CommandCounters
{
    // Keeps two loops' counters off one cache line.
#pragma warning disable CA1823, IDE0051
    private readonly long _pad0, _pad1, _pad2, _pad3, _pad4, _pad5, _pad6, _pad7;
#pragma warning restore CA1823, IDE0051

    public long CmdGet;
    public long CmdSet;
    public long CmdFlush;
    public long CmdTouch;
    public long CmdMeta;
    public long GetHits;
    public long GetMisses;
    public long DeleteHits;
    public long DeleteMisses;
    public long IncrHits;
    public long IncrMisses;
    public long DecrHits;
    public long DecrMisses;
    public long CasHits;
    public long CasMisses;
    public long CasBadval;
    public long TouchHits;
    public long TouchMisses;
    public long AuthCmds;
    public long AuthErrors;

    /// <summary>Values refused by their announced length, before the engine saw them.</summary>
    public long StoreTooLarge;

    /// <summary>Requests answered with an error of the protocol.</summary>
    public long ProtocolErrors;

    /// <summary>Adds every counter of this instance to <paramref name="sum"/>.</summary>
    public void AddTo(CommandCounters sum)
    {
        sum.CmdGet += CmdGet;
        sum.CmdSet += CmdSet;
        sum.CmdFlush += CmdFlush;
        sum.CmdTouch += CmdTouch;
        sum.CmdMeta += CmdMeta;
        sum.GetHits += GetHits;
        sum.GetMisses += GetMisses;
        sum.DeleteHits += DeleteHits;
        sum.DeleteMisses += DeleteMisses;
        sum.IncrHits += IncrHits;
        sum.IncrMisses += IncrMisses;
        sum.DecrHits += DecrHits;
        sum.DecrMisses += DecrMisses;
        sum.CasHits += CasHits;
        sum.CasMisses += CasMisses;
        sum.CasBadval += CasBadval;
        sum.TouchHits += TouchHits;
        sum.TouchMisses += TouchMisses;
        sum.AuthCmds += AuthCmds;
        sum.AuthErrors += AuthErrors;
        sum.StoreTooLarge += StoreTooLarge;
        sum.ProtocolErrors += ProtocolErrors;
    }
}
