using FromScratch.Core.Buffers;

namespace FromScratch.KeyValue.Feeds;

/// <summary>What became of one turn of a stream.</summary>
internal enum StreamTurn : byte
{
    /// <summary>Nothing more for now: when something was applied.</summary>
    Idle,

    /// <summary>As Idle, but in a second there is something to say all the same.</summary>
    Later,

    /// <summary>There is more at once.</summary>
    More,

    /// <summary>What is next is not written yet: in a moment.</summary>
    Soon,

    /// <summary>That was its end.</summary>
    Ended,
}

/// <summary>What a session sends piece by piece without being asked again; see FEED.md. Used by one thread, under no lock.</summary>
internal abstract class SessionStream : IDisposable
{
    /// <summary>What a turn makes, about.</summary>
    protected const int TurnBytes = 64 * 1024;

    /// <summary>Entries between the newest one applied and the one that comes next; 0 for a stream of something else.</summary>
    public virtual ulong LagEntries => 0;

    /// <summary>Writes the messages that come next, <see cref="TurnBytes"/> or one message more.</summary>
    public abstract StreamTurn Produce(OutputBuffer to);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
