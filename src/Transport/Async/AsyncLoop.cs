using FromScratch.Core.Buffers;
using FromScratch.Transport.Connections;
using FromScratch.Transport.Stats;

namespace FromScratch.Transport.Async;

/// <summary>
/// What stands in for an I/O thread in the portable driver: a lock that lets one connection of the loop run its session at a time, so that
/// sessions may use per-loop state without interlocked operations here too, and the output buffer that they share.
/// </summary>
internal sealed class AsyncLoop(ServerContext context, int index)
{
    private int _assigned;

    public Lock Gate { get; } = new();

    public ServerContext Context => context;

    public int Index => index;

    public LoopCounters Counters { get; } = context.Counters[index];

    public OutputBuffer Output { get; } = new(softLimitBytes: context.Options.OutputPauseBytes);

    /// <summary>Whose session runs, or ran last; the gate guards it.</summary>
    public AsyncConnection? Current { get; set; }

    public int Assigned => Volatile.Read(ref _assigned);

    public void Adopt() => Interlocked.Increment(ref _assigned);

    public void Tick()
    {
        lock (Gate)
            Context.TickSessions(Index);
    }

    public void Released() => Interlocked.Decrement(ref _assigned);
}
