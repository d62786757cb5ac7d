using System.Runtime.InteropServices;

namespace FromScratch.Transport.Stats;

/// <summary>Counters of one I/O loop: written by that loop alone, without interlocked operations; read by anyone.</summary>
[StructLayout(LayoutKind.Sequential)]
internal sealed class LoopCounters
{
    // Keeps two loops' counters off one cache line.
#pragma warning disable CA1823, IDE0051
    private readonly long _pad0, _pad1, _pad2, _pad3, _pad4, _pad5, _pad6, _pad7;
#pragma warning restore CA1823, IDE0051

    public long ConnectionsCurrent;
    public long ConnectionsTotal;
    public long BytesRead;
    public long BytesWritten;
    public long Reads;
    public long Writes;
    public long Yields;
    public long Wakes;
    public long WaysGiven;

    /// <summary>Indexed by <see cref="CloseReason"/>.</summary>
    public readonly long[] Closes = new long[LoopStats.CloseReasons];

    public LoopStats Snapshot() => new()
    {
        ConnectionsCurrent = Volatile.Read(ref ConnectionsCurrent),
        ConnectionsTotal = Volatile.Read(ref ConnectionsTotal),
        BytesRead = Volatile.Read(ref BytesRead),
        BytesWritten = Volatile.Read(ref BytesWritten),
        Reads = Volatile.Read(ref Reads),
        Writes = Volatile.Read(ref Writes),
        Yields = Volatile.Read(ref Yields),
        Wakes = Volatile.Read(ref Wakes),
        WaysGiven = Volatile.Read(ref WaysGiven),
        Closes = [.. Closes],
    };
}
