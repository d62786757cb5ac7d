using FromScratch.Core.Buffers;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Store;

/// <summary>What came from another member's client. Used again for the next one.</summary>
internal sealed class RemoteClient(Action<RemoteClient, bool> done) : IStoreClient
{
    public OutputBuffer Answers { get; } = new(256, 64 * 1024);

    public RespVersion Version { get; set; }

    public int Unanswered { get; set; }

    public bool AllowsStale => false;

    public bool NoTouch => false;

    /// <summary>It asked for something that changes nothing.</summary>
    public bool IsRead { get; set; }

    /// <summary>The member that it came from.</summary>
    public ulong From { get; set; }

    /// <summary>Goes back with the answer.</summary>
    public ulong Ticket { get; set; }

    /// <summary>The member that it came from counts it.</summary>
    public void ErrorAnswered(CommandSpec? spec, ReadOnlySpan<byte> error)
    {
    }

    public void Answered()
    {
        if (Unanswered == 0)
            done(this, true);
    }

    public void Abandoned() => done(this, false);
}
