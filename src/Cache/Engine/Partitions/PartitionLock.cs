using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FromScratch.Cache.Engine.Partitions;

/// <summary>
/// A lock on its own cache lines, held for tens of nanoseconds: a waiter spins shortly, then sleeps. It must sleep, for a holder that
/// lost its processor comes back no sooner when others burn theirs; yielding in a loop costs milliseconds of the tail then.
/// </summary>
/// <remarks>Three states: free, held, held and perhaps waited for (Drepper, "Futexes are tricky", mutex2).</remarks>
[StructLayout(LayoutKind.Explicit, Size = 192)]
internal struct PartitionLock()
{
    private const int Free = 0;
    private const int Held = 1;
    private const int HeldWithWaiters = 2;

    /// <summary>About a microsecond: a few times what an operation holds the lock for.</summary>
    private const int SpinsMax = 20;
    private const int SpinIterations = 8;

    [FieldOffset(0)]
    private readonly object _sleepers = new();

    [FieldOffset(64)]
    private int _state;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enter()
    {
        if (Interlocked.CompareExchange(ref _state, Held, Free) != Free)
            EnterContended();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Exit()
    {
        if (Interlocked.Exchange(ref _state, Free) == HeldWithWaiters)
            WakeOne();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnterContended()
    {
        for (var spins = 0; spins < SpinsMax; spins++)
        {
            Thread.SpinWait(SpinIterations);
            if (Volatile.Read(ref _state) == Free && Interlocked.CompareExchange(ref _state, Held, Free) == Free)
                return;
        }

        // Announced and asleep in one step under the monitor, so that the wake cannot fall in between.
        lock (_sleepers)
        {
            while (Interlocked.Exchange(ref _state, HeldWithWaiters) != Free)
                Monitor.Wait(_sleepers);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WakeOne()
    {
        lock (_sleepers)
            Monitor.Pulse(_sleepers);
    }
}
