using System.Runtime.InteropServices;

namespace FromScratch.Cache.Engine.Partitions;

/// <summary>A spin lock on its own cache lines: held for tens of nanoseconds, so that a waiter spins shortly, then yields its time slice.</summary>
[StructLayout(LayoutKind.Explicit, Size = 192)]
internal struct PartitionLock
{
    [FieldOffset(64)]
    private int _taken;

    public void Enter()
    {
        if (Interlocked.CompareExchange(ref _taken, 1, 0) != 0)
            EnterContended();
    }

    public void Exit() => Volatile.Write(ref _taken, 0);

    private void EnterContended()
    {
        var spinner = default(SpinWait);
        do
        {
            // Never sleeps: the holder needs at most the copy of one value.
            spinner.SpinOnce(sleep1Threshold: -1);
        }
        while (Volatile.Read(ref _taken) != 0 || Interlocked.CompareExchange(ref _taken, 1, 0) != 0);
    }
}
