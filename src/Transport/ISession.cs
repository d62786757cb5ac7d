using FromScratch.Core.Buffers;

namespace FromScratch.Transport;

/// <summary>
/// One protocol conversation: bytes received in, replies out. It never sees a socket, so sockets, the in-memory pair, the fragmenter and
/// the fuzzer all drive the same code. All calls for one session come from its connection's I/O loop, one at a time.
/// </summary>
public interface ISession
{
    /// <summary>
    /// Executes what is complete in <paramref name="input"/> and appends the replies to <paramref name="output"/>.
    /// Bytes that were not consumed are presented again, in front of those that arrive later. Must not block.
    /// </summary>
    SessionResult Receive(ReadOnlySpan<byte> input, OutputBuffer output);

    /// <summary>
    /// Called on the I/O loop after <see cref="IConnection.Wake"/>: appends what became ready without input
    /// (pushed events, released replies).
    /// </summary>
    SessionNext Wake(OutputBuffer output);

    /// <summary>
    /// On the I/O loop: silence is what is expected of this client (it listens to what it is sent), and no reason to close it. Asked
    /// only when <see cref="TransportOptions.IdleTimeout"/> has passed.
    /// </summary>
    bool MayBeSilent => false;

    /// <summary>The connection is gone; the last call a session gets. Releases what it holds.</summary>
    void Closed(CloseReason reason);
}

/// <summary>What the connection does after a session call. Output is always sent first.</summary>
public enum SessionNext : byte
{
    /// <summary>Every complete request was executed: wait for more bytes.</summary>
    NeedInput,

    /// <summary>
    /// More can be done with the bytes at hand, but it is another connection's turn or the output is over its soft limit.
    /// </summary>
    Yield,

    /// <summary>Nothing may be read before <see cref="IConnection.Wake"/>: replies wait for a disk, a quorum or a back end.</summary>
    AwaitWake,

    /// <summary>Close once the output is sent.</summary>
    Close,
}

/// <param name="Consumed">Bytes of the input that are done with.</param>
/// <param name="Next">What to do next.</param>
/// <param name="InputBytesWanted">With <see cref="SessionNext.NeedInput"/>: how many unconsumed bytes in all make the next call useful (a
/// value's announced length, say); 0 when unknown. A hint: the buffer grows as bytes really arrive, never ahead of them.</param>
public readonly record struct SessionResult(int Consumed, SessionNext Next, int InputBytesWanted = 0);

/// <summary>Makes one session per accepted connection. Called on the connection's I/O loop.</summary>
public interface ISessionFactory
{
    ISession Open(IConnection connection);

    /// <summary>
    /// On the I/O loop: every session whose turn it was has had it (<see cref="IConnection.EndsRounds"/>). What sessions have put off for
    /// all of them together is done now. Called often: cheap when there is nothing.
    /// </summary>
    /// <returns>Whether connections of this loop were woken, which get their turn at once.</returns>
    bool RoundEnding() => false;

    /// <summary>
    /// On each I/O loop, every quarter of a second, whether it has connections or not: what is kept for the sessions of a loop together is
    /// looked after.
    /// </summary>
    void Tick(int loopIndex)
    {
        // Nothing by default.
    }
}
