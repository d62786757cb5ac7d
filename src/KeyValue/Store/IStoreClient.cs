using FromScratch.Core.Buffers;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Store;

/// <summary>Who submits to the store: a session. All members but <see cref="Answered"/> are used under the store's gate only.</summary>
public interface IStoreClient
{
    /// <summary>Where the store writes the replies of what was submitted, in order.</summary>
    OutputBuffer Answers { get; }

    RespVersion Version { get; }

    /// <summary>Operations submitted and not yet answered; counted up by the store when it takes one, down when it has answered.</summary>
    int Unanswered { get; set; }

    /// <summary>Reads may show what was true a bounded time ago (READONLY).</summary>
    bool AllowsStale { get; }

    /// <summary>
    /// What it looks for is not accessed by that (CLIENT NO-TOUCH). Of entries that is kept here alone: other nodes and a restart count
    /// an access, for the log does not say who asked. It decides nothing but what the leader evicts.
    /// </summary>
    bool NoTouch { get; }

    /// <summary>
    /// An error stands in <see cref="Answers"/>; told of each once, those within a transaction's array too. Under the gate.
    /// </summary>
    /// <param name="spec">What was executed; null = a command within a transaction, or nothing: it was refused.</param>
    /// <param name="error">From the minus sign on.</param>
    void ErrorAnswered(CommandSpec? spec, ReadOnlySpan<byte> error);

    /// <summary>New answers stand in <see cref="Answers"/>: have Wake called. From any thread, under the gate; must not block.</summary>
    void Answered();

    /// <summary>
    /// The fate of what was submitted is unknown (the log failed): close without an answer. From any thread, under the gate.
    /// </summary>
    void Abandoned();
}
