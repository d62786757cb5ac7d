using FromScratch.KeyValue.Engine;
using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Commands;

/// <summary>What a data command may use besides its arguments. Nothing here differs between replicas but for reads.</summary>
/// <param name="Keys">Entry begun or time observed by the caller.</param>
/// <param name="TimeMs">Log time for a write, the time observed for a read: "now" to the command.</param>
/// <param name="Seed">For what is picked at random.</param>
/// <param name="Reply">Where the one reply goes.</param>
public readonly record struct CommandContext(Keyspace Keys, long TimeMs, ulong Seed, RespWriter Reply)
{
    /// <summary>Where found and missing keys of reads are counted, if anywhere.</summary>
    public KeyCounters? Counters { get; init; }

    /// <summary>Looking for a key is no access to it: what LRU, LFU, OBJECT IDLETIME and FREQ go by stays as it is.</summary>
    public bool NoTouch { get; init; }
}
